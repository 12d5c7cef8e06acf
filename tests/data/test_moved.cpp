// Moved pictures: every number where it belongs, what leaves is lost.
#include <algorithm>

#include "data/moved.hpp"
#include "engine/ops.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::equal(a.data(), a.data() + a.numel(), b.data());
}

}  // namespace

TEST_CASE("a picture moves right and down, and paper comes in") {
  const Tensor x({2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(same(moved(x, 0, 0), x));
  CHECK(same(moved(x, 1, 0), Tensor({2, 3}, {0, 1, 2, 0, 4, 5})));
  CHECK(same(moved(x, -1, 0), Tensor({2, 3}, {2, 3, 0, 5, 6, 0})));
  CHECK(same(moved(x, 0, 1), Tensor({2, 3}, {0, 0, 0, 1, 2, 3})));
  CHECK(same(moved(x, -2, -1), Tensor({2, 3}, {6, 0, 0, 0, 0, 0})));
  CHECK(same(moved(x, 3, 0), zeros({2, 3})));
}

TEST_CASE("each picture of a batch moves, as padding with as much cut off says too") {
  const Tensor x = rand({3, 2, 4, 5});
  for (const auto& [right, down] : {std::pair<int64_t, int64_t>{2, 0}, {-1, 3}, {0, -2}})
    CHECK(same(moved(x, right, down), pad(x, {right, -right, down, -down})));
}

TEST_CASE("moves by chance are drawn anew for each picture, at most as far as asked") {
  Tensor dot = zeros({7, 7});
  dot.mutable_data()[3 * 7 + 3] = 1;
  Random random(4, 2), again(4, 2);
  const Tensor many = repeat(unsqueeze(dot, 0), {200, 1, 1}),
               moves = moved_by_chance(many, 2, random);
  CHECK(same(moves, moved_by_chance(many, 2, again)));
  const Tensor where = sum(moves, 0);  // how often the dot was at each place
  for (int64_t y = 0; y < 7; ++y)
    for (int64_t x = 0; x < 7; ++x) {
      const bool near = std::abs(y - 3) <= 2 && std::abs(x - 3) <= 2;
      CHECK((where.at({y, x}) > 0) == near);
    }
}

TEST_CASE("what is no picture cannot be moved") {
  Random random(0);
  CHECK_THROWS_AS(moved(ones({3}), 1, 0), ShapeError);
  CHECK_THROWS_AS(moved_by_chance(ones({2, 2}), -1, random), ValueError);
}
