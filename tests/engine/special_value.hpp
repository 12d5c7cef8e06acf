// What a function makes of one number: of 37 times the same, since a register of them, and a tail,
// must give what one number gives.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "engine/tensor.hpp"
#include "tests/catch.hpp"

namespace heed::inline HEED_PRECISION {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

// Is every number of f(x, x, …) the expected one? 37 of them: registers, and a tail.
template <class F>
void check_value(const F& f, double x, double expected) {
  const Tensor y = f(full({37}, x));
  for (int64_t i = 0; i < y.numel(); ++i) {
    INFO("f(" << x << ") at " << i << " is " << y.data()[i] << ", not " << expected);
    const double v = double(y.data()[i]);
    const bool same = std::isnan(expected)
                          ? std::isnan(v)
                          : v == expected || std::abs(v - expected) < 1e-6 * std::abs(expected);
    REQUIRE(same);
    REQUIRE((std::isnan(expected) || std::signbit(v) == std::signbit(expected)));
  }
}

// The gradient of f at x, of every number.
template <class F>
double slope(const F& f, double x) {
  Tensor leaf = full({37}, x).requires_grad_();
  f(leaf).backward(ones({37}));
  for (int64_t i = 1; i < 37; ++i) {
    const real a = leaf.grad().data()[0], b = leaf.grad().data()[i];
    REQUIRE((a == b || (std::isnan(a) && std::isnan(b)) ||
             std::abs(a - b) <= real(1e-6) * std::abs(a)));
  }
  return double(leaf.grad().data()[0]);
}

// Are these the numbers of x, where NaN counts as NaN?
inline bool holds(const Tensor& x, const std::vector<double>& expected) {
  if (x.numel() != int64_t(expected.size())) return false;
  for (size_t i = 0; i < expected.size(); ++i) {
    const double v = double(x.data()[i]), e = double(real(expected[i]));
    if (!(v == e || (std::isnan(v) && std::isnan(e)))) return false;
  }
  return true;
}

// The gradient of the sum of f(x).
template <class F>
Tensor gradient(const F& f, const std::vector<double>& x) {
  Tensor leaf({int64_t(x.size())}, std::vector<real>(x.begin(), x.end()));
  leaf.requires_grad_();
  const Tensor y = f(leaf);
  y.backward(ones(y.shape()));
  return leaf.grad();
}

}  // namespace heed::inline HEED_PRECISION
