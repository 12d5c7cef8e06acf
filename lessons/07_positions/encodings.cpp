// Positions as vectors.
#include "lessons/07_positions/encodings.hpp"

#include <cmath>
#include <set>

#include "engine/random.hpp"

namespace lesson07 {

using namespace heed;

namespace {

double turned(double exponent) { return 1 / std::pow(10000.0, exponent); }
double share(int64_t i, int64_t d) { return double(i) / double(d); }

}  // namespace

const Formula kRight{"right", [](int64_t i, int64_t d) { return turned(share(i, d)); },
                     [](int64_t i, int64_t d) { return turned(share(i, d)); }};
const Formula kFloored{"rounded down", [](int64_t i, int64_t d) { return turned(double(i / d)); },
                       [](int64_t i, int64_t d) { return turned(double(i / d)); }};
const Formula kDoubled{"doubled", [](int64_t i, int64_t d) { return turned(share(2 * i, d)); },
                       [](int64_t i, int64_t d) { return turned(share(2 * i, d)); }};
const Formula kApart{"another for the cosine",
                     [](int64_t i, int64_t d) { return turned(share(i, d)); },
                     [](int64_t i, int64_t d) { return turned(share(i + 1, d)); }};
const Formula kTutorial{"all three, as in the tutorial",
                        [](int64_t i, int64_t d) { return turned(double(2 * i / d)); },
                        [](int64_t i, int64_t d) { return turned(double(2 * (i + 1) / d)); }};

Tensor Table::tensor() const {
  return Tensor({n, d}, std::vector<real>(numbers.begin(), numbers.end()));
}

Table positions(const Formula& formula, int64_t n, int64_t d) {
  Table table{n, d, {}};
  for (int64_t p = 0; p < n; ++p)
    for (int64_t i = 0; i < d; i += 2) {
      table.numbers.push_back(std::sin(double(p) * formula.speed(i, d)));
      if (i + 1 < d) table.numbers.push_back(std::cos(double(p) * formula.cos_speed(i, d)));
    }
  return table;
}

Table random_table(int64_t n, int64_t d, uint64_t seed) {
  Random random(seed, 71);
  Table table{n, d, {}};
  for (int64_t i = 0; i < n * d; ++i) table.numbers.push_back(random.normal());
  return table;
}

int64_t distinct_speeds(const Formula& formula, int64_t d) {
  std::set<double> speeds;
  for (int64_t i = 0; i < d; i += 2) {
    speeds.insert(formula.speed(i, d));
    if (i + 1 < d) speeds.insert(formula.cos_speed(i, d));
  }
  return int64_t(speeds.size());
}

double cosine(const Table& table, int64_t p, int64_t q) {
  double pq = 0, pp = 0, qq = 0;
  for (int64_t i = 0; i < table.d; ++i) {
    pq += table.at(p, i) * table.at(q, i);
    pp += table.at(p, i) * table.at(p, i);
    qq += table.at(q, i) * table.at(q, i);
  }
  return pq / std::sqrt(pp * qq);
}

Neighbour nearest(const Table& table, int64_t p) {
  Neighbour best{-1, INFINITY};
  for (int64_t q = 0; q < table.n; ++q) {
    double square = 0;
    for (int64_t i = 0; i < table.d; ++i) {
      const double apart = table.at(p, i) - table.at(q, i);
      square += apart * apart;
    }
    if (q != p && std::sqrt(square) < best.distance) best = {q, std::sqrt(square)};
  }
  return best;
}

}  // namespace lesson07
