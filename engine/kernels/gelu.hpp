// GELU as a formula, for the operation and for the layers that fuse it.
#pragma once

#include <cmath>
#include <numbers>
#include <utility>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Beyond 1000 a bell or a step has reached its end. x itself would go on: infinity times 0 is NaN.
auto not_below(auto x) {
  const auto end = decltype(x)(real(-1000));
  return choose(x < end, end, x);
}
auto within(auto x) {
  const auto end = decltype(x)(real(1000));
  return choose(x > end, end, not_below(x));
}

// gelu(x) = x Phi(x),  Phi(x) = (1 + erf(x / sqrt 2)) / 2,  gelu' = Phi(x) + x phi(x)
struct ExactGelu {
  static constexpr real inv_sqrt2 = real(1 / std::numbers::sqrt2);
  static constexpr real inv_sqrt_2pi = real(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
  static auto Phi(auto x) {
    using std::erf, xsimd::erf;
    return real(0.5) * (real(1) + erf(x * inv_sqrt2));
  }
  static auto f(auto x) { return not_below(x) * Phi(x); }
  static auto df(auto x) { return slope(x, Phi(x)); }
  // Value and slope together, from one Phi.
  static auto both(auto x) {
    const auto share = Phi(x);
    return std::pair(not_below(x) * share, slope(x, share));
  }

 private:
  static auto slope(auto x, auto share) {
    using std::exp, xsimd::exp;
    return share + within(x) * inv_sqrt_2pi * exp(real(-0.5) * x * x);
  }
};

}  // namespace heed::inline HEED_PRECISION::kernels
