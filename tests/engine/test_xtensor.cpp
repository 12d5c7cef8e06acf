// The door to xtensor: its mend holds, and arrays are views on tensors.

#include <type_traits>

#include "engine/array.hpp"
#include "engine/ops/arithmetic.hpp"
#include "tests/catch.hpp"

using namespace heed;

// Without the mend in engine/xtensor.hpp, GCC in C++20 makes this an xtensor of four axes.
static_assert(
    std::is_same_v<xt::temporary_type_t<decltype(std::declval<xt::xarray<float>&>() + 1.f)>,
                   xt::xarray<float>>);

using Array = xt::xarray<real>;

TEST_CASE("eager reducers of arrays of any number of axes are right") {
  const Array x = xt::arange<real>(24).reshape({2, 3, 4});
  const Array sums = xt::sum(x, {1}, xt::evaluation_strategy::immediate);
  REQUIRE(sums.dimension() == 2);
  CHECK(sums(0, 0) == 12);
  CHECK(sums(1, 3) == 57);
  const Array evaluated = xt::eval(x + x);
  CHECK(evaluated.dimension() == 3);
  CHECK(evaluated(1, 2, 3) == 46);
}

TEST_CASE("array is a view on a tensor's numbers") {
  Tensor x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(array(x).dimension() == 2);
  CHECK(array(x)(1, 2) == 6);
  const uint64_t version = x.buffer().version();
  mutable_array(x)(1, 2) = 60;
  CHECK(x.at({1, 2}) == 60);
  CHECK(x.buffer().version() != version);
  CHECK(array(Tensor(7.0))() == 7);
  CHECK(array(zeros({0, 3})).size() == 0);
}

TEST_CASE("from_array makes a tensor of what an expression says") {
  const Tensor x({2, 3}, {1, 2, 3, 4, 5, 6}), row({3}, {10, 20, 30});
  const Tensor sum = from_array(array(x) + array(row)), expected = x + row;
  REQUIRE(sum.shape() == Shape{2, 3});
  for (int64_t i = 0; i < 6; ++i) CHECK(sum.data()[i] == expected.data()[i]);
  const Array means = xt::mean(array(x), {1});
  CHECK(from_array(means).shape() == Shape{2});
  CHECK(from_array(means).at({1}) == 5);
}
