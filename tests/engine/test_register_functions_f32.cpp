// A register's exp, tanh and erf, xsimd's and ours, against those of the library in double.

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/kernels/activation.hpp"
#include "engine/kernels/exp.hpp"
#include "tests/catch.hpp"

using namespace heed;
using kernels::Batch, kernels::kWidth;

namespace {

// How many units in the last place of `expected`, as a float, a result is away from it.
double units_off(float got, double expected) {
  const float near = std::abs(float(expected));
  const double unit = double(std::nextafter(near, std::numeric_limits<float>::infinity())) - near;
  return std::abs(double(got) - expected) / unit;
}

// The largest of these over every 101st float from 0 to 12, every other one negative, a register at
// a time; less what may be off at x.
double worst(
    Batch (*curve)(Batch), double (*expected)(double),
    double (*allowed)(double) = [](double) { return 0.0; }) {
  double most = 0;
  alignas(64) float x[kWidth], y[kWidth];
  uint32_t bits = 0;
  while (std::bit_cast<float>(bits) < 12) {
    for (float& v : x) v = (bits % 2 ? 1.0f : -1.0f) * std::bit_cast<float>(bits), bits += 101;
    curve(Batch::load_aligned(x)).store_aligned(y);
    for (int64_t i = 0; i < kWidth; ++i)
      most = std::max(most, units_off(y[i], expected(double(x[i]))) - allowed(double(x[i])));
  }
  return most;
}

float one(Batch (*curve)(Batch), float x) {
  alignas(64) float y[kWidth];
  curve(Batch(x)).store_aligned(y);
  return y[0];
}

}  // namespace

TEST_CASE("exp and tanh of a register are within two units in the last place, erf within three") {
  CHECK(worst([](Batch x) { return xsimd::exp(x); }, std::exp) <= 2);
  CHECK(worst([](Batch x) { return xsimd::tanh(x); }, std::tanh) <= 2);
  CHECK(worst([](Batch x) { return xsimd::erf(x); }, std::erf) <= 3);
}

TEST_CASE("tanh and erf have their ends, keep the sign of zero, and NaN stays NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const auto curve :
       {+[](Batch x) { return xsimd::tanh(x); }, +[](Batch x) { return xsimd::erf(x); }}) {
    CHECK(one(curve, infinity) == 1);
    CHECK(one(curve, -infinity) == -1);
    CHECK(one(curve, 1e30f) == 1);
    CHECK(one(curve, 0.0f) == 0);
    CHECK(std::signbit(one(curve, -0.0f)));
    CHECK(std::isnan(one(curve, std::numeric_limits<float>::quiet_NaN())));
  }
}

TEST_CASE(
    "the bounded exponential is within two units up to 88, and 0 where floats have fewer digits") {
  const auto bounded = +[](Batch x) { return kernels::bounded_exp(x); };
  CHECK(worst(bounded, std::exp) <= 2);
  CHECK(worst([](Batch x) { return kernels::bounded_exp(Batch(7) * x); },
              [](double x) { return std::exp(double(7 * float(x))); }) <= 2);
  for (const float x : {88.0f, 87.5f, -87.2f, -87.3f})
    CHECK(units_off(one(bounded, x), std::exp(double(x))) <= 2);
  for (const float x : {-87.31f, -1e30f, -std::numeric_limits<float>::infinity()}) {
    CHECK(one(bounded, x) == 0);
    CHECK(kernels::bounded_exp(x) == 0);
  }
  CHECK(std::isnan(one(bounded, std::numeric_limits<float>::quiet_NaN())));
}

// What rounding takes from x^2, half a unit of it, shows in all digits of exp(-x^2 / 2).
TEST_CASE("the normal distribution keeps its digits in both tails") {
  const auto lost = [](double x) { return x * x / 2; };
  CHECK(worst([](Batch x) { return kernels::Normal(x).phi; },
              [](double x) {
                return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
              },
              lost) <= 3);
  CHECK(worst([](Batch x) { return kernels::Normal(x).Phi; },
              [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }, lost) <= 8);
}

TEST_CASE("gelu and its slope have their ends, and NaN stays NaN") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto value = +[](Batch x) { return kernels::ExactGelu::f(x); };
  const auto slope = +[](Batch x) { return kernels::ExactGelu::df(x); };
  CHECK(one(value, infinity) == infinity);
  for (const float x : {0.0f, -12.6f, -1e30f, -infinity}) CHECK(one(value, x) == 0);
  for (const float x : {12.6f, 1e30f, infinity}) CHECK(one(slope, x) == 1);
  for (const float x : {-12.6f, -1e30f, -infinity}) CHECK(one(slope, x) == 0);
  CHECK(one(value, -12.5f) < 0);
  CHECK(one(slope, 0) == 0.5f);
  for (const auto curve : {value, slope})
    CHECK(std::isnan(one(curve, std::numeric_limits<float>::quiet_NaN())));
}
