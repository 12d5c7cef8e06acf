// Infinity, NaN, zeros and huge numbers: a register of them must give what one number gives.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "tests/engine/special_value.hpp"

using namespace heed;

TEST_CASE("exp, log and sqrt of special values") {
  const auto e = [](const Tensor& x) { return exp(x); };
  check_value(e, -inf, 0);
  check_value(e, inf, inf);
  check_value(e, nan_, nan_);
  check_value(e, -1000, 0);
  check_value(e, 1000, inf);
  check_value(e, 0, 1);
  const auto l = [](const Tensor& x) { return log(x); };
  check_value(l, 0, -inf);
  check_value(l, -1, nan_);
  check_value(l, inf, inf);
  check_value(l, nan_, nan_);
  check_value(l, 1, 0);
  check_value(l, 1e-30, std::log(1e-30));
  const auto s = [](const Tensor& x) { return sqrt(x); };
  check_value(s, 0, 0);
  check_value(s, -1, nan_);
  check_value(s, inf, inf);
  check_value(s, nan_, nan_);
}

TEST_CASE("activations of special values") {
  const auto t = [](const Tensor& x) { return tanh(x); };
  check_value(t, inf, 1);
  check_value(t, -inf, -1);
  check_value(t, nan_, nan_);
  check_value(t, 1e-20, 1e-20);
  check_value(t, -500, -1);
  const auto s = [](const Tensor& x) { return sigmoid(x); };
  check_value(s, inf, 1);
  check_value(s, -inf, 0);
  check_value(s, 1000, 1);
  check_value(s, -1000, 0);
  check_value(s, nan_, nan_);
  CHECK(slope(s, -1000) == 0);
  CHECK(slope(s, 1000) == 0);
  const auto r = [](const Tensor& x) { return relu(x); };
  check_value(r, inf, inf);
  check_value(r, -inf, 0);
  check_value(r, nan_, nan_);
  CHECK(slope(r, 0) == 0);
  CHECK(slope(r, 1) == 1);
  CHECK(slope(r, -1) == 0);
  for (const Gelu form : {Gelu::exact, Gelu::tanh}) {
    const auto g = [form](const Tensor& x) { return gelu(x, form); };
    check_value(g, inf, inf);
    check_value(g, nan_, nan_);
    check_value(g, 100, 100);
    CHECK(double(g(full({37}, -100)).data()[5]) == 0);
    check_value(g, -inf, -0.0);
    CHECK(slope(g, inf) == 1);
    CHECK(slope(g, -inf) == 0);
    CHECK(slope(g, 100) == 1);
    CHECK(slope(g, -100) == 0);
    CHECK(slope(g, 0) == 0.5);
  }
}

TEST_CASE("powers of special values") {
  const auto to = [](double exponent) { return [=](const Tensor& x) { return pow(x, exponent); }; };
  check_value(to(3), -2, -8);
  check_value(to(2), -3, 9);
  check_value(to(0), 0, 1);
  check_value(to(0), nan_, 1);
  check_value(to(-1), 0, inf);
  check_value(to(0.5), -1, nan_);
  check_value(to(0.5), 0, 0);
  check_value(to(2), nan_, nan_);
  CHECK(slope(to(2), 0) == 0);
  CHECK(slope(to(0), 0) == 0);
  CHECK(slope(to(1), 0) == 1);
  const auto of_zero = [](const Tensor& exponent) { return pow(0.0, exponent); };
  CHECK(slope(of_zero, 2) == 0);
}

TEST_CASE("maximum and minimum of special values and ties") {
  const auto with = [](double other) { return [=](const Tensor& x) { return maximum(x, other); }; };
  check_value(with(1), nan_, nan_);
  check_value(with(nan_), 1, nan_);
  check_value(with(-inf), 3, 3);
  CHECK(slope(with(2), 2) == 0.5);
  CHECK(slope(with(2), 3) == 1);
  CHECK(slope(with(2), 1) == 0);
  const auto least = [](const Tensor& x) { return minimum(x, 2.0); };
  check_value(least, nan_, nan_);
  CHECK(slope(least, 2) == 0.5);
}

TEST_CASE("division by zero and signs of zero") {
  const auto inverse = [](const Tensor& x) { return 1.0 / x; };
  check_value(inverse, 0, inf);
  check_value(inverse, -inf, -0.0);
  check_value([](const Tensor& x) { return x / 0.0; }, 0, nan_);
  check_value([](const Tensor& x) { return neg(x); }, 0, -0.0);
  check_value([](const Tensor& x) { return -x; }, 0, -0.0);
}
