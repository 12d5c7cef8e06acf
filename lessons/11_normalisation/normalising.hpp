// Normalisation by loops: which numbers share a mean is all that the norms differ in.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson11 {

using namespace heed;

// layer: a whole example. token: each place of an example by itself, as transformers have it.
enum class Norm { none, batch, layer, instance, group, token };
constexpr int64_t kGroups = 2;  // of channels, for Norm::group

// The number of the set that x[b, c, l] belongs to, for x of shape (B, C, L).
int64_t set_of(Norm norm, int64_t b, int64_t c, int64_t l, const Shape& shape);

// What the numbers of a set have in common.
struct Statistics {
  int64_t count = 0;
  double mean = 0, variance = 0;
};

// (x - mean) / sqrt(variance + eps), mean and variance those of the number's set.
struct Normalised {
  Tensor y;                      // (B, C, L), as x
  std::vector<Statistics> sets;  // by their number
};
Normalised by_loops(const Tensor& x, Norm norm, double eps = 1e-5);

// The same by the engine's operations.
Tensor by_engine(const Tensor& x, Norm norm);

std::string name_of(Norm norm);  // "batch norm"

}  // namespace lesson11
