// Pooling: what a table of values and gradients does not show.

#include <cmath>
#include <limits>

#include "engine/ops/pool.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

std::vector<real> numbers(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }

}  // namespace

TEST_CASE("of equal numbers in a window the first gets the gradient") {
  Tensor x({2, 4}, {5, 5, 1, 2,  //
                    5, 5, 2, 2});
  x.requires_grad_();
  max_pool2d(x, 2).backward(Tensor({1, 2}, {10, 20}));
  REQUIRE(numbers(x.grad()) == std::vector<real>{10, 0, 0, 20, 0, 0, 0, 0});
}

TEST_CASE("NaN wins over every number of its window, and gets the gradient") {
  Tensor x({1, 4}, {9, real(NAN), 7, 8});
  x.requires_grad_();
  const Tensor y = max_pool2d(x, {1, 4});
  REQUIRE(std::isnan(y.item()));
  y.backward();
  REQUIRE(numbers(x.grad()) == std::vector<real>{0, 1, 0, 0});
}

TEST_CASE("the padding of a maximum is never the largest") {
  const real low = -std::numeric_limits<real>::infinity();
  REQUIRE(numbers(max_pool2d(Tensor({1, 2}, {-3, -4}), 3, 1, 1)) == std::vector<real>{-3, -3});
  REQUIRE(numbers(max_pool2d(Tensor({1, 2}, {low, low}), 3, 1, 1)) == std::vector<real>{low, low});
}

TEST_CASE("a mean counts the zeros of the padding unless told not to") {
  const Tensor x({1, 2}, {3, 6});
  REQUIRE(numbers(avg_pool2d(x, {1, 3}, 1, {0, 1})) == std::vector<real>{3, 3});
  REQUIRE(numbers(avg_pool2d(x, {1, 3}, 1, {0, 1}, false)) == std::vector<real>{4.5, 4.5});
}
