// Shapes: sizes, axes, broadcasting; and reading tensors by index.

#include "engine/tensor.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {
const Place here = Place::here();
}

TEST_CASE("a shape knows its lengths, and how many numbers it holds") {
  const Shape shape{2, 3, 4};
  CHECK(shape.rank() == 3);
  CHECK(shape.numel() == 24);
  CHECK(shape.product(1, 3) == 12);
  CHECK(shape.back() == 4);
  CHECK(to_string(shape) == "(2, 3, 4)");
  CHECK(Shape{}.numel() == 1);
  CHECK(to_string(Shape{}) == "()");
  CHECK(Shape{3, 0, 2}.numel() == 0);
  CHECK(Shape{2, 3} != Shape{2, 3, 1});
  CHECK(Shape{1} != Shape{});
}

TEST_CASE("axes are inserted and erased") {
  Shape shape{2, 4};
  shape.insert(1, 3);
  CHECK(shape == Shape{2, 3, 4});
  shape.insert(0, 1);
  shape.push_back(5);
  CHECK(shape == Shape{1, 2, 3, 4, 5});
  shape.erase(0);
  shape.erase(3);
  CHECK(shape == Shape{2, 3, 4});
}

TEST_CASE("a shape has at most eight axes") {
  CHECK_NOTHROW(Shape{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK_THROWS_AS((Shape{1, 2, 3, 4, 5, 6, 7, 8, 9}), ShapeError);
  Shape full{1, 1, 1, 1, 1, 1, 1, 1};
  CHECK_THROWS_WITH(full.push_back(1), ContainsSubstring("the most possible"));
  CHECK(full.rank() == 8);
}

TEST_CASE("sizes that no memory has are refused, even beside a length of 0") {
  CHECK(checked_numel({2, 3}, "test", here) == 6);
  CHECK(checked_numel({}, "test", here) == 1);
  CHECK(checked_numel({0, 1LL << 40}, "test", here) == 0);
  CHECK_THROWS_WITH(checked_numel({2, -1}, "test", here),
                    ContainsSubstring("[test] a length is negative"));
  CHECK_THROWS_AS(checked_numel({1LL << 40, 1LL << 40, 0}, "test", here), ShapeError);
  CHECK_THROWS_AS(checked_numel({INT64_MAX, 2}, "test", here), ShapeError);
  CHECK_THROWS_AS(checked_numel({INT64_MAX, INT64_MAX, INT64_MAX}, "test", here), ShapeError);
  CHECK_THROWS_AS(checked_numel({1LL << 32, 1LL << 32}, "test", here), ShapeError);  // wraps to 0
}

TEST_CASE("axes count from the left, or from the right with a minus") {
  const Shape shape{2, 3, 4};
  CHECK(checked_axis(0, shape, "test", here) == 0);
  CHECK(checked_axis(2, shape, "test", here) == 2);
  CHECK(checked_axis(-1, shape, "test", here) == 2);
  CHECK(checked_axis(-3, shape, "test", here) == 0);
  CHECK_THROWS_WITH(checked_axis(3, shape, "test", here),
                    ContainsSubstring("there is no axis 3") &&
                        ContainsSubstring("axes are 0 to 2, or from the right -1 to -3"));
  CHECK_THROWS_AS(checked_axis(-4, shape, "test", here), ShapeError);
  CHECK_THROWS_WITH(checked_axis(0, {}, "test", here),
                    ContainsSubstring("a scalar () has no axes"));
  CHECK_THROWS_AS(checked_axis(INT64_MIN, shape, "test", here), ShapeError);
}

TEST_CASE("shapes broadcast as in NumPy") {
  struct Case {
    Shape a, b, result;
  };
  const Case cases[] = {
      {{}, {}, {}},
      {{3}, {}, {3}},
      {{2, 3}, {3}, {2, 3}},
      {{2, 1}, {3}, {2, 3}},
      {{1}, {0}, {0}},
      {{0, 3}, {1, 3}, {0, 3}},
      {{0, 1}, {4}, {0, 4}},
      {{1, 1}, {1}, {1, 1}},
      {{4, 1, 3}, {2, 1}, {4, 2, 3}},
      {{5, 1}, {1, 6}, {5, 6}},
  };
  for (const Case& c : cases) {
    CHECK(broadcast(c.a, c.b, "test", here) == c.result);
    CHECK(broadcast(c.b, c.a, "test", here) == c.result);
  }
  CHECK_THROWS_AS(broadcast({2}, {3}, "test", here), ShapeError);
  CHECK_THROWS_AS(broadcast({2}, {0}, "test", here), ShapeError);
  CHECK_THROWS_AS(broadcast({2, 3}, {3, 2}, "test", here), ShapeError);
}

TEST_CASE("a tensor is read by index") {
  const Tensor x({2, 3}, {0, 1, 2, 10, 11, 12});
  CHECK(x.at({1, 2}) == 12);
  CHECK(x.size(-1) == 3);
  CHECK(x.numel() == 6);
  CHECK(x.dim() == 2);
  CHECK(Tensor(5.0).at({}) == 5);
  CHECK_THROWS_WITH(x.at({2, 0}),
                    ContainsSubstring("test_shape.cpp:") && ContainsSubstring("no such element"));
  CHECK_THROWS_AS(x.at({0}), ShapeError);
  CHECK_THROWS_AS(x.at({0, -1}), ShapeError);
  CHECK_THROWS_AS(x.item(), ShapeError);
  CHECK_THROWS_WITH(x.size(2), ContainsSubstring("[size] there is no axis 2"));
}

TEST_CASE("a tensor is made from what fills its shape") {
  CHECK_THROWS_WITH(Tensor({2, 3}, {1, 2}), ContainsSubstring("it holds 6 numbers, given were 2"));
  CHECK(arange(4).at({3}) == 3);
  CHECK(eye(3).at({1, 1}) == 1);
  CHECK(eye(3).at({1, 2}) == 0);
  CHECK(full({2}, 7).at({1}) == 7);
  CHECK(zeros({0, 3}).numel() == 0);
  CHECK_THROWS_AS(arange(-1), ShapeError);
}
