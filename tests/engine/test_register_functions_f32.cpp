// What xsimd makes of a register's exp, tanh and erf, against those of the library in double.

#include <bit>
#include <cmath>
#include <limits>

#include "engine/kernels/map.hpp"
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
// a time.
double worst(Batch (*curve)(Batch), double (*expected)(double)) {
  double most = 0;
  alignas(64) float x[kWidth], y[kWidth];
  uint32_t bits = 0;
  while (std::bit_cast<float>(bits) < 12) {
    for (float& v : x) v = (bits % 2 ? 1.0f : -1.0f) * std::bit_cast<float>(bits), bits += 101;
    curve(Batch::load_aligned(x)).store_aligned(y);
    for (int64_t i = 0; i < kWidth; ++i)
      most = std::max(most, units_off(y[i], expected(double(x[i]))));
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
