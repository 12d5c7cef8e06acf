// interpolate: the recorded vectors, and what a table of values and gradients does not show.

#include <algorithm>
#include <cmath>

#include "engine/ops/resize.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

void require_near(const Tensor& x, const Shape& shape, const std::vector<double>& expected) {
  REQUIRE(x.shape() == shape);
  REQUIRE(x.numel() == int64_t(expected.size()));
  for (int64_t i = 0; i < x.numel(); ++i) {
    CAPTURE(i, x.data()[i], expected[size_t(i)]);
    // 1e-6, or as many digits as a float has.
    REQUIRE(std::abs(double(x.data()[i]) - expected[size_t(i)]) <=
            1e-6 * std::max(1.0, sizeof(real) == 4 ? std::abs(expected[size_t(i)]) : 0));
  }
}

Tensor squares() {
  Tensor x = empty({1, 1, 3, 3});
  for (int64_t k = 0; k < 9; ++k) x.mutable_data()[k] = real(k * k);
  return x;
}

}  // namespace

// Recorded from PyTorch in double.
TEST_CASE("bicubic of squares is PyTorch's, to a size and by factors that are not whole") {
  require_near(
      interpolate(squares(), {.size = Pair{4, 5}, .mode = Interpolation::bicubic}), {1, 1, 4, 5},
      {-0.70065234, -0.61008594, -0.07666016, 1.53676562,  2.73933203,  2.38937109,  3.967,
       6.96923828,  11.05147656, 13.74110547, 18.77541797, 22.67778906, 29.53955078, 37.4813125,
       42.49568359, 36.64864453, 42.03807812, 51.36865234, 61.77922656, 68.28066016});
  const Scale factor{4.1 / 3, 5.1 / 3};
  require_near(interpolate(squares(), {.scale_factor = factor, .mode = Interpolation::bicubic}),
               {1, 1, 4, 5}, {-0.73215339, -0.64965544, -0.19677141, 1.35528543,  2.62043082,
                              2.18326168,  3.64389478,  6.36688161,  10.31137579, 13.07399637,
                              17.45319797, 21.11142177, 27.4543415,  35.2138447,  40.36435701,
                              35.79932448, 40.93569444, 49.7134579,  60.03901716, 66.79567613});
}

// The tiny ViT of the recorded vectors: one dimension of its positions.
TEST_CASE("positions are interpolated as DINO does it, by a factor a little too large") {
  const Tensor positions({1, 1, 4, 4},
                         {real(-.01723209), real(-.09023633), real(.06578521), real(.05483953),
                          real(-.09529251), real(-.00356586), real(.09721117), real(-.04874019),
                          real(-.07098572), real(.08693521), real(.02420882), real(-.09996116),
                          real(.0295769), real(.08404683), real(-.07479966), real(-.04379966)});
  const Scale factor{(3 + 0.1) / 4, (6 + 0.1) / 4};
  require_near(interpolate(positions, {.scale_factor = factor, .mode = Interpolation::bicubic}),
               {1, 1, 3, 6},
               {-.02242961, -.06670704, -.06676121, .04461608, .07369066, .04099852, -.11397157,
                -.03401633, .06155363, .09077335, .00801027, -.0963383, -.0021057, .05813565,
                .07837131, -.02451824, -.07046599, -.06049046});
}

TEST_CASE("nearest repeats pixels exactly, whatever the factor") {
  const int64_t factor = GENERATE(1, 2, 3, 7, 41, 49, 98), n = GENERATE(1, 3, 7);
  Random random(3);
  const Tensor x = rand({1, 1, n, 1}, 0, 1, random);
  const Tensor by_factor = interpolate(x, {.scale_factor = Scale{double(factor), 1}});
  const Tensor by_size = interpolate(x, {.size = Pair{n * factor, 1}});
  REQUIRE(by_factor.shape() == Shape{1, 1, n * factor, 1});
  for (int64_t k = 0; k < n * factor; ++k) {
    REQUIRE(by_factor.data()[k] == x.data()[k / factor]);
    REQUIRE(by_size.data()[k] == x.data()[k / factor]);
  }
}

TEST_CASE("an image of its own size is itself, in every mode") {
  const Interpolation mode =
      GENERATE(Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic);
  Random random(4);
  const Tensor x = rand({2, 3, 5, 7}, -1, 1, random);
  const Tensor y = interpolate(x, {.scale_factor = 1, .mode = mode});
  REQUIRE(std::equal(x.data(), x.data() + x.numel(), y.data()));
}

TEST_CASE("what has no weight in an interpolated pixel is not read") {
  const Tensor x({1, 1, 1, 3}, {1, real(NAN), 3});
  const Tensor y = interpolate(x, {.size = Pair{1, 3}, .mode = Interpolation::bilinear});
  REQUIRE(y.data()[0] == 1);
  REQUIRE(std::isnan(y.data()[1]));
  REQUIRE(y.data()[2] == 3);
}

TEST_CASE("interpolation and its gradient have the same bits for any number of threads") {
  const int before = num_threads();
  Random random(5);
  Tensor x = rand({2, 3, 37, 41}, -1, 1, random), first_y, first_dx;
  const Tensor g = rand({2, 3, 83, 95}, -1, 1, random);
  x.requires_grad_();
  for (const int threads : {1, 2, 3, 4}) {
    set_num_threads(threads);
    x.zero_grad();
    const Tensor y = interpolate(x, {.size = Pair{83, 95}, .mode = Interpolation::bicubic});
    y.backward(g);
    if (threads == 1) {
      first_y = y.clone();
      first_dx = x.grad().clone();
    }
    REQUIRE(std::equal(y.data(), y.data() + y.numel(), first_y.data()));
    REQUIRE(std::equal(x.grad().data(), x.grad().data() + x.numel(), first_dx.data()));
  }
  set_num_threads(before);
}
