// Mean and variance, and what every norm does with them.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Numbers that are normalised together: `count` runs of `length`, each `stride` after the one
// before.
struct Group {
  int64_t count, stride, length;
  int64_t size() const { return count * length; }
  int64_t grain() const { return kGrain / 4 / (size() + 1); }  // so many groups are worth a thread
};

// Of all n numbers of a group; the variance is divided by n.
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

// For the gradients of a weight and a bias that a whole group shares: the sums of dy z and of dy.
inline std::pair<real, real> sums_of(const Group& group, const Standard& own, const real* x,
                                     const real* dy) {
  double along = 0, total = 0;  // over many runs, float would lose digits
  for (int64_t i = 0; i < group.count; ++i) {
    RowSum run_along, run;
    each_in_row(group.length, [&](auto at) {
      const auto g = at(dy + i * group.stride);
      run_along += g * own.z(at(x + i * group.stride));
      run += g;
    });
    along += double(run_along.total());
    total += double(run.total());
  }
  return {real(along), real(total)};
}

// Running moments move to those of a batch, whose variance, as an estimate from n numbers, is
// divided by n - 1.
inline void follow(real* means, real* variances, double momentum, int64_t n,
                   const std::vector<Moments>& batch) {
  const auto move = [&](real& running, real to) { running += real(momentum) * (to - running); };
  for (size_t c = 0; c < batch.size(); ++c) {
    move(means[c], batch[c].mean);
    move(variances[c], batch[c].variance * real(n) / real(n - 1));
  }
}

}  // namespace heed::inline HEED_PRECISION::kernels
