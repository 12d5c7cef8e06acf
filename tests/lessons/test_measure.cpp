// What lessons measure with.
#include "lessons/show/measure.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("a lesson's clock runs what it times three times, and no time is below 0") {
  int runs = 0;
  CHECK(show::milliseconds([&] { ++runs; }) >= 0);
  CHECK(runs == 3);
}

TEST_CASE("the largest difference of two tensors is that of their elements, whatever its sign") {
  const Tensor a({2, 2}, {1, 2, 3, 4}), b({2, 2}, {1, 2.5, 1, 4});
  CHECK(show::largest_difference(a, b) == 2);
  CHECK(show::largest_difference(b, a) == 2);
  CHECK(show::largest_difference(a, a) == 0);
}
