// Positions: what they are, and what they are added to.
#include <algorithm>
#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/slice.hpp"
#include "layers/positions.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

}  // namespace

TEST_CASE("sinusoidal positions are sin and cos in turn, for any length") {
  const Tensor table = sinusoidal_positions(50, 6);
  CHECK(table.shape() == Shape{50, 6});
  CHECK(!table.requires_grad());
  for (int64_t p = 0; p < 50; ++p)
    for (int64_t i = 0; i < 3; ++i) {
      const double angle = double(p) / std::pow(10000, 2 * double(i) / 6);
      CHECK(std::abs(double(table.at({p, 2 * i})) - std::sin(angle)) < kSame);
      CHECK(std::abs(double(table.at({p, 2 * i + 1})) - std::cos(angle)) < kSame);
    }
  CHECK(sinusoidal_positions(0, 4).shape() == Shape{0, 4});
  CHECK(difference(slice(sinusoidal_positions(9, 4), 0, 0, 5), sinusoidal_positions(5, 4)) == 0);
  CHECK(difference(sinusoidal_positions(9, 4, 100), sinusoidal_positions(9, 4)) > 0.01);
}

// The reason for sinusoids: what lies k further is the same rotation of each pair, wherever it is.
TEST_CASE("a sinusoid's dot product with one k further on depends on k alone") {
  const Tensor table = sinusoidal_positions(40, 16);
  const auto dot = [&](int64_t p, int64_t q) {
    double sum = 0;
    for (int64_t i = 0; i < 16; ++i) sum += double(table.at({p, i})) * double(table.at({q, i}));
    return sum;
  };
  for (const int64_t k : {0, 1, 7})
    for (int64_t p = 0; p + k < 40; ++p) CHECK(std::abs(dot(p, p + k) - dot(0, k)) < 10 * kSame);
}

TEST_CASE("sinusoids of pictures count what is shown, y first") {
  const Tensor all = sinusoidal_positions_2d(3, 4, 8, {.normalize = false});
  CHECK(all.shape() == Shape{1, 8, 3, 4});
  for (int64_t i = 0; i < 3; ++i)
    for (int64_t j = 0; j < 4; ++j) {
      CHECK(std::abs(double(all.at({0, 0, i, j})) - std::sin(double(i + 1))) < kSame);
      CHECK(std::abs(double(all.at({0, 5, i, j})) - std::cos(double(j + 1))) < kSame);
      CHECK(std::abs(double(all.at({0, 6, i, j})) - std::sin(double(j + 1) / 100)) < kSame);
    }
  Mask shown(Shape{2, 3, 4}, 1);
  for (int64_t i = 0; i < 12; ++i) shown.mutable_data()[i] = i % 4 < 2 && i / 4 < 2;  // 2 by 2
  const Tensor padded = sinusoidal_positions_2d(shown, 8);
  for (const int64_t channel : {0, 3, 4, 7})  // as if the picture were alone, and so the other
    for (int64_t i = 0; i < 2; ++i)
      for (int64_t j = 0; j < 2; ++j)
        CHECK(padded.at({0, channel, i, j}) ==
              sinusoidal_positions_2d(2, 2, 8).at({0, channel, i, j}));
  CHECK(difference(slice(padded, 0, 1, 2), sinusoidal_positions_2d(3, 4, 8)) == 0);
}

TEST_CASE("sinusoids of pictures without a place, or with nothing shown, are finite") {
  for (const Shape& shape : {Shape{0, 2, 3}, {2, 0, 3}, {2, 3, 0}})
    CHECK(sinusoidal_positions_2d(Mask(shape), 4).shape() ==
          Shape{shape[0], 4, shape[1], shape[2]});
  const Tensor hidden = sinusoidal_positions_2d(Mask(Shape{1, 2, 3}), 4);
  CHECK(std::all_of(hidden.data(), hidden.data() + 24, [](real v) { return v == 0 || v == 1; }));
}

TEST_CASE("LearnedPositions are the first rows of their weight") {
  const int64_t longest = 5, dim = 3;
  LearnedPositions layer(longest, dim);
  CHECK(owned(layer) == "weight (5, 3)");
  CHECK(layer.num_parameters() == longest * dim);
  CHECK(difference(layer(2), slice(layer.weight, 0, 0, 2)) == 0);
  CHECK(layer(0).shape() == Shape{0, dim});
  CHECK(layer(longest).shape() == Shape{longest, dim});
  check_gradients(layer, [&] { return layer(4); }, {});
  const std::string text = error_of([&] { layer(6); });
  CHECK(contains(text, "in LearnedPositions (layers/positions.cpp"));
  CHECK(contains(text, "there is no position for each of 6 tokens"));
  CHECK(contains(text, "only the first 5 positions were learned"));
  CHECK_THROWS_AS(layer(-1), ValueError);
  CHECK(contains(error_of([] { LearnedPositions(0, 3); }), "longest must be at least 1"));
}

TEST_CASE("PositionalEncoding adds sinusoids, or what was learned, and drops in training only") {
  PositionalEncoding plain(6, {.dropout = 0}), learned(6, {.dropout = 0, .learned = 8});
  CHECK(owned(plain).empty());
  CHECK(owned(learned) == "positions.weight (8, 6)");
  CHECK(learned.num_parameters() == 8 * 6);
  for (const int64_t length : {3, 2, 0, 7, 40}) {  // growing and shrinking
    const Tensor x = input({2, length, 6});
    CHECK(difference(plain(x), x + sinusoidal_positions(length, 6)) == 0);
    if (length <= 8) CHECK(difference(learned(x), x + (*learned.positions)(length)) == 0);
  }
  const Tensor x = input({2, 4, 6});
  check_gradients(plain, [&] { return plain(x); }, {x});
  check_gradients(learned, [&] { return learned(x); }, {x});
  PositionalEncoding dropping(6);
  CHECK(difference(dropping(x), dropping(x)) > 0);
  dropping.eval();
  CHECK(difference(dropping(x), plain(x)) == 0);
  CHECK(contains(error_of([&] { learned(input({1, 9, 6})); }), "in positions ("));
  CHECK(contains(error_of([&] { plain(ones({2, 3, 5})); }), "was built for other tokens"));
  CHECK(contains(error_of([&] { plain(ones({3, 6})); }), "needs (B, N, 6)"));
  CHECK(contains(error_of([] { PositionalEncoding(5); }), "needs a multiple of 2"));
  CHECK(PositionalEncoding(5, {.learned = 3}).num_parameters() == 15);
}

TEST_CASE("positions say what they need") {
  CHECK(contains(error_of([] { sinusoidal_positions(4, 3); }), "sin and cos come in pairs"));
  CHECK(contains(error_of([] { sinusoidal_positions(4, 0); }), "[sinusoidal_positions]"));
  CHECK(contains(error_of([] { sinusoidal_positions(4, -2); }), "test_positions.cpp"));
  CHECK_THROWS_AS(sinusoidal_positions(-1, 4), ShapeError);
  CHECK_THROWS_AS(sinusoidal_positions(int64_t(1) << 62, 4), ShapeError);
  for (const double temperature : {0.0, -1.0, double(NAN), double(INFINITY)})
    CHECK_THROWS_AS(sinusoidal_positions(4, 4, temperature), ValueError);
  CHECK(contains(error_of([] { sinusoidal_positions_2d(2, 3, 6); }), "needs a multiple of 4"));
  CHECK(contains(error_of([] {
                   sinusoidal_positions_2d(Mask(Shape{2, 3}), 8);
                 }),
                 "needs (B, H, W)"));
  CHECK_THROWS_AS(sinusoidal_positions_2d(-1, 3, 8), ShapeError);
}
