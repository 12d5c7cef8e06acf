// Masks: made by comparing, joined, used for choosing; argmax and argmin.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/mask.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/select.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

template <class Array>
auto values(const Array& x) {
  return std::vector<int>(x.data(), x.data() + x.numel());
}

}  // namespace

TEST_CASE("tensors are compared number by number, broadcast") {
  const Tensor x({2, 3}, {1, 2, 3, 4, 5, real(NAN)}), row({3}, {1, 3, 3});
  REQUIRE((x > row).shape() == Shape{2, 3});
  REQUIRE(values(x > row) == std::vector<int>{0, 0, 0, 1, 1, 0});
  REQUIRE(values(x < row) == std::vector<int>{0, 1, 0, 0, 0, 0});
  REQUIRE(values(x >= row) == std::vector<int>{1, 0, 1, 1, 1, 0});
  REQUIRE(values(x <= row) == std::vector<int>{1, 1, 1, 0, 0, 0});
  REQUIRE(values(eq(x, row)) == std::vector<int>{1, 0, 1, 0, 0, 0});
  REQUIRE(values(ne(x, row)) == std::vector<int>{0, 1, 0, 1, 1, 1});  // NaN is not itself
  REQUIRE(values(ne(x, 3)) == std::vector<int>{1, 1, 0, 1, 1, 1});
  REQUIRE(values(eq(zeros({40}), full({40}, -0.0))) == std::vector<int>(40, 1));
  REQUIRE(values(x > 2.5) == std::vector<int>{0, 0, 1, 1, 1, 0});
  REQUIRE(values(2.5 > x) == std::vector<int>{1, 1, 0, 0, 0, 0});
  REQUIRE((zeros({0, 3}) > row).shape() == Shape{0, 3});
  REQUIRE_THROWS_AS(x > zeros({2}), ShapeError);
}

TEST_CASE("masks are turned round and joined, broadcast") {
  const Mask a(Shape{2, 2}, {1, 1, 0, 0}), b(Shape{2, 2}, {1, 0, 1, 0}),
      column(Shape{2, 1}, {0, 7});
  REQUIRE(values(!a) == std::vector<int>{0, 0, 1, 1});
  REQUIRE(values(a & b) == std::vector<int>{1, 0, 0, 0});
  REQUIRE(values(a | b) == std::vector<int>{1, 1, 1, 0});
  REQUIRE(values(((!a) & b) | (a & (!b))) == std::vector<int>{0, 1, 1, 0});
  REQUIRE(values(!column) == std::vector<int>{1, 0});
  REQUIRE(values(a | column) == std::vector<int>{1, 1, 1, 1});  // any number but 0 is true
  REQUIRE(values(b & column) == std::vector<int>{0, 0, 1, 0});
  REQUIRE(values(b & Mask(Shape{}, uint8_t(1))) == values(b));
  REQUIRE((a & column).shape() == Shape{2, 2});
  REQUIRE((Mask(Shape{0, 2}) | Mask(Shape{2})).shape() == Shape{0, 2});
  REQUIRE((!Mask(Shape{0})).numel() == 0);
  const Tensor x({3}, {-1, 2, 5});
  REQUIRE(values((x > 0.0) & (x < 4.0)) == std::vector<int>{0, 1, 0});
}

TEST_CASE("masks that do not fit say so, at the caller's line") {
  const auto text = [](const auto& join) {
    try {
      join();
    } catch (const ShapeError& e) {
      return std::string(e.what());
    }
    return std::string("nothing was thrown");
  };
  const Mask a(Shape{2, 3}), b(Shape{4});
  const std::string both = text([&] { return a & b; }), either = text([&] { return b | a; });
  INFO(both << either);
  REQUIRE(both.find("tests/engine/test_masks.cpp") == 0);
  REQUIRE(both.find("[and] ") != std::string::npos);
  REQUIRE(both.find("(2, 3)") != std::string::npos);
  REQUIRE(either.find("[or] ") != std::string::npos);
  REQUIRE(either.find("(4)") != std::string::npos);
}

TEST_CASE("a NaN in the branch that was not chosen does not poison the gradient") {
  Tensor x({4}, {-1, 0, 1, 4});
  x.requires_grad_();
  const Tensor y = where(x > 0.0, sqrt(maximum(x, 0.0) + 0.0), 0.0);
  REQUIRE(y.at({0}) == 0);
  REQUIRE(y.at({3}) == 2);
  Tensor bad({2}, {real(NAN), 3});
  bad.requires_grad_();
  sum(where(eq(bad, bad), bad, 0.0)).backward();
  REQUIRE(bad.grad().at({0}) == 0);
  REQUIRE(bad.grad().at({1}) == 1);
}

TEST_CASE("argmax finds the first of the largest, and NaN is larger than any") {
  const Tensor x({3, 4}, {1, 7, 7, 2, -1, -3, -1, -2, 0, real(NAN), 9, real(NAN)});
  REQUIRE(values(argmax(x, 1)) == std::vector<int>{1, 0, 1});
  REQUIRE(values(argmax(x, 0)) == std::vector<int>{0, 2, 2, 2});
  REQUIRE(argmax(x, -1, true).shape() == Shape{3, 1});
  REQUIRE(values(argmax(full({2, 3}, -INFINITY), 1)) == std::vector<int>{0, 0});
  REQUIRE(argmax(zeros({0, 3}), 1).shape() == Shape{0});
  REQUIRE_THROWS_AS(argmax(zeros({3, 0}), 1), ShapeError);
  REQUIRE_THROWS_AS(argmax(zeros({3}), 1), ShapeError);
}

TEST_CASE("masked_fill hides what was there, NaN and gradient included, even behind infinity") {
  Tensor x({2, 3}, {1, real(NAN), 3, 4, 5, real(NAN)});
  x.requires_grad_();
  const Tensor y = masked_fill(x, Mask(Shape{2, 3}, {0, 1, 0, 0, 0, 1}), -INFINITY);
  REQUIRE(y.at({0, 1}) == -INFINITY);
  REQUIRE(y.at({1, 2}) == -INFINITY);
  y.backward(full({2, 3}, 2));
  for (const int64_t row : {0, 1})
    for (const int64_t column : {0, 1, 2})
      REQUIRE(x.grad().at({row, column}) == (std::isnan(x.at({row, column})) ? 0 : 2));
}

TEST_CASE("argmin finds the first of the smallest, and NaN is smaller than any") {
  const Tensor x({3, 4}, {1, 7, 1, 2, -1, -3, -1, -3, 0, real(NAN), -9, real(NAN)});
  REQUIRE(values(argmin(x, 1)) == std::vector<int>{0, 1, 1});
  REQUIRE(values(argmin(x, 0)) == std::vector<int>{1, 2, 2, 2});
  REQUIRE(argmin(x, -1, true).shape() == Shape{3, 1});
  REQUIRE(values(argmin(full({2, 3}, INFINITY), 1)) == std::vector<int>{0, 0});
  REQUIRE(values(argmin(Tensor({3}, {0, real(-0.0), 1}), 0)) == std::vector<int>{0});
  REQUIRE(argmin(zeros({0, 3}), 1).shape() == Shape{0});
  REQUIRE_THROWS_AS(argmin(zeros({3, 0}), 1), ShapeError);
  REQUIRE_THROWS_AS(argmin(zeros({3}), -2), ShapeError);
}

TEST_CASE("argmax and argmin of all numbers count them row by row") {
  const Tensor x({2, 3}, {4, -1, 2, 8, -1, 8});
  REQUIRE(values(argmax(x)) == std::vector<int>{3});
  REQUIRE(values(argmin(x)) == std::vector<int>{1});
  REQUIRE(argmax(x).shape() == Shape{});
  REQUIRE(argmin(x, {}, true).shape() == Shape{1, 1});
  REQUIRE(values(argmax(Tensor(3.0))) == std::vector<int>{0});
  REQUIRE_THROWS_AS(argmax(zeros({2, 0})), ShapeError);
  REQUIRE_THROWS_AS(argmin(zeros({0})), ShapeError);
}
