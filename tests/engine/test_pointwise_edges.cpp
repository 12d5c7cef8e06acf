// Kinks, infinity, NaN, -0 and overflow, for the operations that go element by element.

#include "engine/ops/activation.hpp"
#include "engine/ops/rounding.hpp"
#include "tests/engine/special_value.hpp"

using namespace heed;

TEST_CASE("abs and sign of special values") {
  const auto size = [](const Tensor& x) { return abs(x); };
  check_value(size, -0.0, 0);
  check_value(size, -inf, inf);
  check_value(size, nan_, nan_);
  check_value(size, -1e-30, 1e-30);
  CHECK(slope(size, 0) == 0);
  CHECK(slope(size, -0.0) == 0);
  CHECK(slope(size, -inf) == -1);
  CHECK(slope(size, 2) == 1);
  const auto s = [](const Tensor& x) { return sign(x); };
  check_value(s, 0, 0);
  check_value(s, -0.0, 0);
  check_value(s, inf, 1);
  check_value(s, -inf, -1);
  check_value(s, 1e-30, 1);
  check_value(s, nan_, nan_);
  CHECK(slope(s, 3) == 0);
}

TEST_CASE("numbers are rounded down, or to the nearest, half to even") {
  const auto down = [](const Tensor& x) { return floor(x); };
  check_value(down, 2, 2);
  check_value(down, 1.999, 1);
  check_value(down, -0.5, -1);
  check_value(down, 0.5, 0);
  check_value(down, -0.0, -0.0);
  check_value(down, inf, inf);
  check_value(down, -inf, -inf);
  check_value(down, nan_, nan_);
  check_value(down, 1e30, double(real(1e30)));
  const auto nearest = [](const Tensor& x) { return round(x); };
  check_value(nearest, 0.5, 0);
  check_value(nearest, 1.5, 2);
  check_value(nearest, 2.5, 2);
  check_value(nearest, -0.5, -0.0);
  check_value(nearest, -1.5, -2);
  check_value(nearest, -2.5, -2);
  check_value(nearest, -0.3, -0.0);
  check_value(nearest, -0.0, -0.0);
  check_value(nearest, 8388609, 8388609);  // where float has no halves any more
  check_value(nearest, inf, inf);
  check_value(nearest, nan_, nan_);
}

TEST_CASE("steps have gradient 0, even of an infinite one") {
  for (const auto f : {sign, floor, round}) {
    Tensor x = full({37}, 0.75).requires_grad_();
    f(x, Place::here()).backward(full({37}, inf));
    for (int64_t i = 0; i < 37; ++i) REQUIRE(x.grad().data()[i] == 0);
  }
}

TEST_CASE("clip keeps what is within, and passes the gradient there, but not at the limits") {
  const auto unit = [](const Tensor& x) { return clip(x, -1, 1); };
  check_value(unit, 0.5, 0.5);
  check_value(unit, inf, 1);
  check_value(unit, -inf, -1);
  check_value(unit, nan_, nan_);
  check_value(unit, -0.0, -0.0);
  CHECK(slope(unit, 0) == 1);
  CHECK(slope(unit, 0.999) == 1);
  CHECK(slope(unit, -0.999) == 1);
  CHECK(slope(unit, 1) == 0);
  CHECK(slope(unit, -1) == 0);
  CHECK(slope(unit, 1.001) == 0);
  CHECK(slope(unit, -inf) == 0);
  const auto crossed = [](const Tensor& x) { return clip(x, 2, 1); };
  check_value(crossed, 0, 1);
  check_value(crossed, 3, 1);
  CHECK(slope(crossed, 1.5) == 0);
  const auto from_below = [](const Tensor& x) { return clip(x, 0); };
  check_value(from_below, inf, inf);
  check_value(from_below, -inf, 0);
  CHECK(slope(from_below, 0) == 0);
  CHECK(slope(from_below, inf) == 1);
  const auto from_above = [](const Tensor& x) { return clip(x, {}, 0); };
  check_value(from_above, -inf, -inf);
  CHECK(slope(from_above, 0) == 0);
  CHECK(slope(from_above, -inf) == 1);
}

TEST_CASE("sin, cos and erf of special values") {
  const auto s = [](const Tensor& x) { return sin(x); };
  const auto c = [](const Tensor& x) { return cos(x); };
  const auto e = [](const Tensor& x) { return erf(x); };
  check_value(s, 0, 0);
  check_value(s, -0.0, -0.0);
  check_value(s, 1e-20, 1e-20);
  check_value(c, 0, 1);
  for (const double x : {inf, -inf, nan_}) {
    check_value(s, x, nan_);
    check_value(c, x, nan_);
    CHECK(std::isnan(slope(s, x)));
    CHECK(std::isnan(slope(c, x)));
  }
  check_value(s, 1e6, std::sin(1e6));  // many turns
  check_value(c, 1e6, std::cos(1e6));
  CHECK(slope(s, 0) == 1);
  CHECK(slope(c, 0) == 0);
  check_value(e, inf, 1);
  check_value(e, -inf, -1);
  check_value(e, nan_, nan_);
  check_value(e, 0, 0);
  check_value(e, -0.0, -0.0);
  check_value(e, 30, 1);
  CHECK(slope(e, inf) == 0);
  CHECK(slope(e, -1000) == 0);
}

TEST_CASE("relatives of relu at their kinks and far from them") {
  const auto leaky = [](const Tensor& x) { return leaky_relu(x, 0.25); };
  check_value(leaky, -8, -2);
  check_value(leaky, -0.0, -0.0);
  check_value(leaky, inf, inf);
  check_value(leaky, -inf, -inf);
  check_value(leaky, nan_, nan_);
  CHECK(slope(leaky, 0) == 0.25);
  CHECK(slope(leaky, 1) == 1);
  CHECK(slope(leaky, -inf) == 0.25);
  const auto e = [](const Tensor& x) { return elu(x, 2); };
  check_value(e, 0, 0);
  check_value(e, -0.0, -0.0);
  check_value(e, inf, inf);
  check_value(e, -inf, -2);
  check_value(e, -1000, -2);
  check_value(e, 1000, 1000);
  check_value(e, nan_, nan_);
  check_value(e, -1e-20, -2e-20);
  CHECK(slope(e, 0) == 2);
  CHECK(slope(e, 1000) == 1);
  CHECK(slope(e, -inf) == 0);
}

TEST_CASE("softplus does not overflow") {
  const auto s = [](const Tensor& x) { return softplus(x); };
  check_value(s, 1000, 1000);
  check_value(s, -1000, 0);
  check_value(s, inf, inf);
  check_value(s, -inf, 0);
  check_value(s, nan_, nan_);
  check_value(s, 0, std::log(2));
  CHECK(slope(s, 0) == 0.5);
  CHECK(slope(s, 1000) == 1);
  CHECK(slope(s, inf) == 1);
  CHECK(slope(s, -1000) == 0);
  CHECK(slope(s, -inf) == 0);
  CHECK(std::isnan(slope(s, nan_)));
  const auto no_threshold = [](const Tensor& x) { return softplus(x, 1, inf); };
  check_value(no_threshold, 1000, 1000);
  CHECK(slope(no_threshold, 1000) == 1);
  const auto early = [](const Tensor& x) { return softplus(x, 1, 1); };
  check_value(early, 1, std::log(1 + std::exp(1)));  // the threshold itself is not above it
  check_value(early, 1.125, 1.125);
  const auto mirrored = [](const Tensor& x) { return softplus(x, -1); };
  check_value(mirrored, -1000, -1000);
  check_value(mirrored, 1000, -0.0);
}

TEST_CASE("silu has its limits at infinity") {
  const auto s = [](const Tensor& x) { return silu(x); };
  check_value(s, inf, inf);
  check_value(s, -inf, -0.0);
  check_value(s, -1e5, -0.0);
  check_value(s, 1e5, 1e5);
  check_value(s, nan_, nan_);
  check_value(s, -0.0, -0.0);
  CHECK(slope(s, 0) == 0.5);
  CHECK(slope(s, inf) == 1);
  CHECK(slope(s, 1e5) == 1);
  CHECK(slope(s, -inf) == 0);
}
