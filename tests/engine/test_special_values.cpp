// Infinity, NaN, zeros and huge numbers: a register of them must give what one number gives.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

const double inf = INFINITY, nan_ = NAN;

// Is every number of f(x, x, …) the expected one? 37 of them: registers, and a tail.
template <class F>
void check(const F& f, double x, double expected) {
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

}  // namespace

TEST_CASE("exp, log and sqrt of special values") {
  const auto e = [](const Tensor& x) { return exp(x); };
  check(e, -inf, 0);
  check(e, inf, inf);
  check(e, nan_, nan_);
  check(e, -1000, 0);
  check(e, 1000, inf);
  check(e, 0, 1);
  const auto l = [](const Tensor& x) { return log(x); };
  check(l, 0, -inf);
  check(l, -1, nan_);
  check(l, inf, inf);
  check(l, nan_, nan_);
  check(l, 1, 0);
  check(l, 1e-30, std::log(1e-30));
  const auto s = [](const Tensor& x) { return sqrt(x); };
  check(s, 0, 0);
  check(s, -1, nan_);
  check(s, inf, inf);
  check(s, nan_, nan_);
}

TEST_CASE("activations of special values") {
  const auto t = [](const Tensor& x) { return tanh(x); };
  check(t, inf, 1);
  check(t, -inf, -1);
  check(t, nan_, nan_);
  check(t, 1e-20, 1e-20);
  check(t, -500, -1);
  const auto s = [](const Tensor& x) { return sigmoid(x); };
  check(s, inf, 1);
  check(s, -inf, 0);
  check(s, 1000, 1);
  check(s, -1000, 0);
  check(s, nan_, nan_);
  CHECK(slope(s, -1000) == 0);
  CHECK(slope(s, 1000) == 0);
  const auto r = [](const Tensor& x) { return relu(x); };
  check(r, inf, inf);
  check(r, -inf, 0);
  check(r, nan_, nan_);
  CHECK(slope(r, 0) == 0);
  CHECK(slope(r, 1) == 1);
  CHECK(slope(r, -1) == 0);
  for (const Gelu form : {Gelu::exact, Gelu::tanh}) {
    const auto g = [form](const Tensor& x) { return gelu(x, form); };
    check(g, inf, inf);
    check(g, nan_, nan_);
    check(g, 100, 100);
    CHECK(double(g(full({37}, -100)).data()[5]) == 0);
    CHECK(slope(g, 100) == 1);
    CHECK(slope(g, -100) == 0);
    CHECK(slope(g, 0) == 0.5);
  }
}

TEST_CASE("powers of special values") {
  const auto to = [](double exponent) { return [=](const Tensor& x) { return pow(x, exponent); }; };
  check(to(3), -2, -8);
  check(to(2), -3, 9);
  check(to(0), 0, 1);
  check(to(0), nan_, 1);
  check(to(-1), 0, inf);
  check(to(0.5), -1, nan_);
  check(to(0.5), 0, 0);
  check(to(2), nan_, nan_);
  CHECK(slope(to(2), 0) == 0);
  CHECK(slope(to(0), 0) == 0);
  CHECK(slope(to(1), 0) == 1);
  const auto of_zero = [](const Tensor& exponent) { return pow(0.0, exponent); };
  CHECK(slope(of_zero, 2) == 0);
}

TEST_CASE("maximum and minimum of special values and ties") {
  const auto with = [](double other) { return [=](const Tensor& x) { return maximum(x, other); }; };
  check(with(1), nan_, nan_);
  check(with(nan_), 1, nan_);
  check(with(-inf), 3, 3);
  CHECK(slope(with(2), 2) == 0.5);
  CHECK(slope(with(2), 3) == 1);
  CHECK(slope(with(2), 1) == 0);
  const auto least = [](const Tensor& x) { return minimum(x, 2.0); };
  check(least, nan_, nan_);
  CHECK(slope(least, 2) == 0.5);
}

TEST_CASE("division by zero and signs of zero") {
  const auto inverse = [](const Tensor& x) { return 1.0 / x; };
  check(inverse, 0, inf);
  check(inverse, -inf, -0.0);
  check([](const Tensor& x) { return x / 0.0; }, 0, nan_);
  check([](const Tensor& x) { return neg(x); }, 0, -0.0);
  check([](const Tensor& x) { return -x; }, 0, -0.0);
}
