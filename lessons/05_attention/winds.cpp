// The four winds.
#include "lessons/05_attention/winds.hpp"

#include <cmath>
#include <numbers>

namespace lesson {

using namespace heed;

Dictionary four_winds() {
  return {{"north", "east", "south", "west"},
          Tensor({4, 2}, {0, 1, 1, 0, 0, -1, -1, 0}),
          Tensor({4, 1}, {2, 10, 26, 14})};
}

Tensor direction(double degrees, double length) {
  const double angle = degrees * std::numbers::pi / 180;
  return Tensor({2}, {real(length * std::sin(angle)), real(length * std::cos(angle))});
}

std::vector<double> numbers_of(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }

}  // namespace lesson
