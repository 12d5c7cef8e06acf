// Pictures of another size, their parts and units, by hand and by what must hold.
#include <cmath>

#include "engine/io/picture_transform.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

// (channels, height, width) of 0, 1, 2, …
Tensor counted(int64_t channels, int64_t height, int64_t width) {
  std::vector<real> values(size_t(channels * height * width));
  for (size_t i = 0; i < values.size(); ++i) values[i] = real(i);
  return Tensor({channels, height, width}, values);
}

std::vector<double> values(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }

void check_values(const Tensor& x, const std::vector<double>& expected) {
  REQUIRE(x.numel() == int64_t(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i)
    CHECK(std::abs(double(x.data()[i]) - expected[i]) < 1e-5);
}

}  // namespace

TEST_CASE("a picture at half its size is the mean of a triangle over four pixels") {
  // Pixel 1's centre is at 3 among centres 1.5, 2.5, 3.5, 4.5: weights 1, 3, 3, 1 eighths. At the
  // border a weight falls outside, and the rest make up for it.
  const Tensor x({1, 6}, {0, 8, 80, 8, 0, 80});
  check_values(resize_picture(x, {1, 3}),
               {(3. * 8 + 80) / 7, (8. + 3 * 80 + 3 * 8) / 8, (8. + 3 * 80) / 7});
}

TEST_CASE("a picture of its own size is itself, and an even one stays even at any size") {
  const Tensor x = counted(2, 5, 7), even = full({3, 9, 10}, 0.25);
  for (const PictureFilter filter : {PictureFilter::bilinear, PictureFilter::nearest}) {
    CHECK(values(resize_picture(x, {5, 7}, filter)) == values(x));
    for (const Pair size : {Pair{1, 1}, {4, 3}, {9, 31}, {64, 2}})
      for (const double value : values(resize_picture(even, size, filter)))
        REQUIRE(std::abs(value - 0.25) < 1e-6);
  }
}

TEST_CASE(
    "a fine pattern becomes its mean where a picture shrinks, and other patterns without it") {
  std::vector<real> stripes(64 * 64);
  for (size_t i = 0; i < stripes.size(); ++i) stripes[i] = real(i % 2);
  const Tensor x({1, 64, 64}, stripes);
  double most = 0, nearest = 0;
  const Tensor smooth = resize_picture(x, {20, 20});
  const Tensor picked = resize_picture(x, {20, 20}, PictureFilter::nearest);
  for (int64_t row = 2; row < 18; ++row)
    for (int64_t i = row * 20 + 2; i < row * 20 + 18; ++i) {
      most = std::max(most, std::abs(double(smooth.data()[i]) - 0.5));
      nearest = std::max(nearest, std::abs(double(picked.data()[i]) - 0.5));
    }
  CHECK(most < 0.1);
  CHECK(nearest == 0.5);
}

TEST_CASE("the nearest pixel is the one in which the new pixel's centre lies") {
  const Tensor x({1, 5}, {0, 1, 2, 3, 4});
  CHECK(values(resize_picture(x, {1, 3}, PictureFilter::nearest)) == std::vector<double>{0, 2, 4});
  CHECK(values(resize_picture(x, {2, 2}, PictureFilter::nearest)) ==
        std::vector<double>{1, 3, 1, 3});
  CHECK(values(resize_picture(x, {1, 10}, PictureFilter::nearest)) ==
        std::vector<double>{0, 0, 1, 1, 2, 2, 3, 3, 4, 4});
}

TEST_CASE("the shorter side gets its length, and the longer one's is rounded down") {
  CHECK(resize_shorter_side(zeros({3, 480, 640}), 800).shape() == Shape{3, 800, 1066});
  CHECK(resize_shorter_side(zeros({3, 640, 480}), 100).shape() == Shape{3, 133, 100});
  CHECK(resize_shorter_side(zeros({2, 3, 5, 5}), 7).shape() == Shape{2, 3, 7, 7});
}

TEST_CASE("a part of a picture has its pixels, in every channel") {
  const Tensor x = counted(2, 4, 5);
  check_values(crop_picture(x, 1, 3, {2, 2}), {8, 9, 13, 14, 28, 29, 33, 34});
  CHECK(values(crop_picture(x, 0, 0, {4, 5})) == values(x));
  check_values(crop_centre(x, {2, 1}), {7, 12, 27, 32});
  check_values(crop_centre(x, {1, 2}), {6, 7, 26, 27});  // odd rests: up and to the left
}

TEST_CASE("normalised channels have mean 0 and variance 1 where that is what was given") {
  const Tensor x = counted(2, 1, 2);
  check_values(normalize_picture(x, {{0.5, 2.5}, {0.5, 0.25}}), {-1, 1, -2, 2});
  const Tensor white = normalize_picture(ones({1, 3, 1, 1}));
  check_values(white, {(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225});
}

TEST_CASE("what cannot be done to a picture is refused with its shape") {
  const Tensor x = zeros({3, 4, 5}), none = zeros({3, 0, 5});
  CHECK_THROWS_AS(resize_picture(zeros({4}), {2, 2}), ShapeError);
  CHECK_THROWS_AS(resize_picture(none, {2, 2}), ShapeError);
  CHECK_THROWS_AS(resize_picture(x, {0, 2}), ValueError);
  CHECK_THROWS_AS(resize_picture(x, {2, -1}), ValueError);
  CHECK_THROWS_AS(resize_shorter_side(x, 0), ValueError);
  CHECK_THROWS_AS(crop_centre(x, {5, 5}), ValueError);
  CHECK_THROWS_AS(crop_centre(x, {INT64_MIN, 1}), ValueError);
  CHECK_THROWS_AS(normalize_picture(x, {{0, 0}, {1, 1}}), ShapeError);
  CHECK_THROWS_AS(normalize_picture(zeros({3, 4}), {{0}, {1}}), ShapeError);
  CHECK_THROWS_AS(normalize_picture(x, {{0, 0, 0}, {1, 1, 0}}), ValueError);
  CHECK_THROWS_AS(normalize_picture(x, {{0, 0, 0}, {1, 1, NAN}}), ValueError);
  for (const auto& [top, left, h, w] : std::vector<std::array<int64_t, 4>>{{0, 0, 5, 1},
                                                                           {0, 0, 1, 6},
                                                                           {-1, 0, 1, 1},
                                                                           {3, 0, 2, 1},
                                                                           {INT64_MAX, 0, 2, 1},
                                                                           {0, 0, 0, 1}})
    CHECK_THROWS_AS(crop_picture(x, top, left, {h, w}), ValueError);
  CHECK_THROWS_WITH(crop_picture(x, 2, 0, {4, 5}),
                    ContainsSubstring("4 rows from 2 on") && ContainsSubstring("(3, 4, 5)"));
  Tensor leaf = zeros({3, 4, 5});
  leaf.requires_grad_();
  CHECK_THROWS_WITH(resize_picture(leaf, {2, 2}), ContainsSubstring("use interpolate()"));
}

TEST_CASE("no pictures at all have any size and part") {
  CHECK(resize_picture(zeros({0, 3, 4, 4}), {2, 9}).shape() == Shape{0, 3, 2, 9});
  CHECK(crop_picture(zeros({0, 3, 4, 4}), 1, 1, {2, 2}).shape() == Shape{0, 3, 2, 2});
}
