// The two libraries beside each other: float must give what double gives, to 1e-5, as
// |a - b| / (1 + |a| + the largest |b| of the tensor). Measured by its own size alone, a number
// that is the small rest of a long sum would be judged by the order of adding, which BLAS chooses.

#include <cmath>

#include "tests/catch.hpp"
#include "tests/engine/op_check.hpp"

namespace heed::f32 {
std::vector<checks::Outcome> op_outcomes();  // op_check.cpp, compiled in float
}

using heed::checks::Outcome;

TEST_CASE("values and gradients in float are within 1e-5 of those in double") {
  const std::vector<Outcome> in_float = heed::f32::op_outcomes(),
                             in_double = heed::f64::op_outcomes();
  REQUIRE(in_float.size() == in_double.size());
  double worst = 0;
  for (size_t k = 0; k < in_float.size(); ++k) {
    INFO(in_double[k].what);
    REQUIRE(in_float[k].what == in_double[k].what);
    REQUIRE(in_float[k].numbers.size() == in_double[k].numbers.size());
    double largest = 0, error = 0;
    for (const double b : in_double[k].numbers) largest = std::fmax(largest, std::abs(b));
    for (size_t i = 0; i < in_float[k].numbers.size(); ++i) {
      const double a = in_float[k].numbers[i], b = in_double[k].numbers[i];
      error = std::fmax(error, std::abs(a - b) / (1 + std::abs(a) + largest));
    }
    CHECK(error <= 1e-5);
    worst = std::fmax(worst, error);
  }
  WARN("worst " << worst);
}
