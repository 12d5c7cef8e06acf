// Mean and variance, and what every norm does with them.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Numbers that are normalised together: `count` runs of `length`, each `stride` after the one
// before.
struct Group {
  int64_t count, stride, length;
  int64_t size() const { return count * length; }
  int64_t grain() const { return kGrain / 4 / (size() + 1); }  // so many groups are worth a thread
};

struct Moments {
  real mean, variance;
};

// In two passes, while the numbers are in the cache (Chan, Golub, LeVeque 1983). One pass,
// mean(x^2) - mean(x)^2, would lose all digits where the mean is large; and there the first mean, a
// long sum, is off by some, which shows in the distances from it and is put right.
inline Moments moments(const Group& group, const real* x) {
  const double share = 1 / double(group.size());
  double total = 0, off = 0, squares = 0;  // over many runs, float would lose digits
  for (int64_t i = 0; i < group.count; ++i)
    total += double(sum(
        group.length, [](auto v) { return v; }, x + i * group.stride));
  const real rough = real(total * share);
  for (int64_t i = 0; i < group.count; ++i) {
    RowSum distance, square;
    each_in_row(group.length, [&](auto at) {
      const auto d = at(x + i * group.stride) - rough;
      distance += d;
      square += d * d;
    });
    off += double(distance.total());
    squares += double(square.total());
  }
  off *= share;
  return {real(double(rough) + off), real(std::max(squares * share - off * off, 0.0))};
}

// Brings numbers to mean 0 and variance 1: z = (x - mean) * scale. Forward leaves it to backward.
struct Standard {
  real mean = 0, scale = 1;
  Standard() = default;
  Standard(const Moments& m, double eps)
      : mean(m.mean), scale(real(1) / std::sqrt(m.variance + real(eps))) {}
  auto z(auto x) const { return (x - mean) * scale; }
};

}  // namespace heed::inline HEED_PRECISION::kernels
