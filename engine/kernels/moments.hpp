// Mean and variance, and what every norm does with them.
#pragma once

#include <cmath>

#include "engine/kernels/map.hpp"

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

// In two passes, while the numbers are in the cache: one pass, mean(x^2) - mean(x)^2, would lose
// all digits where the mean is large.
inline Moments moments(const Group& group, const real* x) {
  const auto average = [&](auto f) {
    real total = 0;
    for (int64_t i = 0; i < group.count; ++i) total += sum(group.length, f, x + i * group.stride);
    return total / real(group.size());
  };
  const real mean = average([](auto v) { return v; });
  return {mean, average([mean](auto v) { return (v - mean) * (v - mean); })};
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
