// ReLU and GELU as formulas, for the operations and for the layers that fuse them.
#pragma once

#include <cmath>
#include <numbers>
#include <utility>

#include "engine/kernels/exp.hpp"

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

// relu(x). Asks for x < 0, which NaN is not: NaN stays NaN.
auto not_negative(auto x) {
  const decltype(x) zero(real(0));
  return choose(x < zero, zero, x);
}

// Of the standard normal distribution at x: Phi, the probability of less, and its density phi.
//   phi(x) = exp(-x^2 / 2) / sqrt(2 pi),  Phi(x) = (1 + erf(x / sqrt 2)) / 2
// In double computed as it stands there. In float one exponential gives both, and Phi keeps its
// digits where it is small: Phi(-t) = phi(t) m(t) for t >= 0, and Mills' ratio m falls as smoothly
// as 1 / t, so that a polynomial in q = 1 / (1 + 0.35 t) is enough for it (the form of Abramowitz
// and Stegun 26.2.17). Phi is within 8 units in the last place, and phi within 3; both by x^2 / 2
// more, which rounding takes from the square.
template <class Kind>
struct Normal {
  Kind Phi, phi;

  explicit Normal(Kind x) {
    using std::abs, xsimd::abs, std::erf, xsimd::erf, std::fma, xsimd::fma;
    constexpr real inv_sqrt2 = real(1 / std::numbers::sqrt2);
    constexpr real inv_sqrt_2pi = real(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    phi = inv_sqrt_2pi * bounded_exp(real(-0.5) * x * x);
    if constexpr (sizeof(real) == sizeof(double)) {
      Phi = real(0.5) * (real(1) + erf(x * inv_sqrt2));
    } else {
      // Beyond 12.5 the tail would soon have fewer digits than a float has, and be slow.
      const Kind t = abs(x), zero(real(0));
      phi = choose(t > Kind(real(12.5)), zero, phi);
      const Kind q = real(1) / fma(Kind(real(0.35)), t, Kind(real(1)));
      Kind m(mills[8]);
      for (int i = 7; i >= 0; --i) m = fma(m, q, Kind(mills[i]));
      const Kind tail = phi * (m * q);
      Phi = choose(x < zero, tail, real(1) - tail);
    }
  }

 private:
  // m(t) / q for t from 0 to 14.5, within 3.2e-8 of itself: least squares at Chebyshev's points,
  // weighted anew (Lawson 1961) until the largest error was as small as it gets.
  static constexpr real mills[] = {
      real(0.3499787151813507),  real(0.35058584809303284),  real(0.3003474175930023),
      real(0.2645808756351471),  real(-0.05818473920226097), real(0.3993552625179291),
      real(-0.6412932872772217), real(0.36103197932243347),  real(-0.07308798283338547)};
};

// gelu(x) = x Phi(x),  gelu' = Phi(x) + x phi(x)
struct ExactGelu {
  static auto f(auto x) { return not_below(x) * Normal(x).Phi; }
  static auto df(auto x) { return both(x).second; }
  // Value and slope together.
  static auto both(auto x) {
    const Normal at(x);
    return std::pair(not_below(x) * at.Phi, at.Phi + within(x) * at.phi);
  }
};

}  // namespace heed::inline HEED_PRECISION::kernels
