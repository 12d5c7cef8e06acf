// Positions as vectors: the sinusoids, and what a slip in the formula makes of them. In double, so
// that what they cannot do is the formula's fault, and not rounding's.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson07 {

// How pair i of d numbers turns: sin(p speed), cos(p cos_speed), for numbers i and i + 1, i even.
struct Formula {
  std::string name;
  double (*speed)(int64_t i, int64_t d);
  double (*cos_speed)(int64_t i, int64_t d);
};

extern const Formula kRight;     // 1 / 10000^(i/d), for both
extern const Formula kTutorial;  // 1 / 10000^((2i) // d), and with i + 1 for the cosine
// Of the tutorial's three faults, one each: the exponent is rounded down, is doubled, is another
// one for the cosine.
extern const Formula kFloored, kDoubled, kApart;

// Numbers (n, d), row by row.
struct Table {
  int64_t n, d;
  std::vector<double> numbers;

  double at(int64_t p, int64_t i) const { return numbers[size_t(p * d + i)]; }
  heed::Tensor tensor() const;
};

Table positions(const Formula& formula, int64_t n, int64_t d);
Table random_table(int64_t n, int64_t d, uint64_t seed);

int64_t distinct_speeds(const Formula& formula, int64_t d);

double cosine(const Table& table, int64_t p, int64_t q);
// How far the closest other position is from p, and which it is.
struct Neighbour {
  int64_t position;
  double distance;
};
Neighbour nearest(const Table& table, int64_t p);

}  // namespace lesson07
