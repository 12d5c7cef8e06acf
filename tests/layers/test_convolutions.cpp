// Layers that convolve or resize: what they own, how they begin, their gradients and errors.

#include "engine/ops/pool.hpp"
#include "layers/conv.hpp"
#include "layers/pool.hpp"
#include "layers/upsample.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor drawn(const Shape& shape) {
  Random random(11);
  return rand(shape, -2, 2, random);
}

double largest(const Tensor& x) {
  double most = 0;
  for (int64_t i = 0; i < x.numel(); ++i) most = std::max(most, std::abs(double(x.data()[i])));
  return most;
}

}  // namespace

TEST_CASE("Conv1d") {
  const int64_t in = 4, out = 6, groups = 2, kernel = 3;
  Conv1d layer(in, out, kernel, {.stride = 2, .padding = 1, .groups = groups});
  Conv1d plain(in, out, 1, {}, false);
  CHECK(owned(layer) == "weight (6, 2, 3), bias (6)");
  CHECK(owned(plain) == "weight (6, 4, 1)");
  CHECK(layer.num_parameters() == out * in / groups * kernel + out);
  CHECK(plain.num_parameters() == out * in);
  const Tensor x = drawn({2, in, 7});
  CHECK(layer(x).shape() == Shape{2, out, 4});
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { Conv1d(3, 4, 3, {.groups = 2}); }), "groups must divide both"));
  CHECK(contains(error_of([] { Conv1d(3, 4, 0); }), "[Conv1d] kernel must be at least 1"));
  CHECK(contains(error_of([] { Conv1d(0, 4, 3); }), "test_convolutions.cpp"));
  CHECK(contains(error_of([&] { layer(ones({2, 3, 7})); }), "in Conv1d"));
}

TEST_CASE("ConvTranspose2d") {
  const int64_t in = 4, out = 6, groups = 2;
  ConvTranspose2d layer(in, out, {3, 4},
                        {.stride = 2, .padding = 1, .output_padding = {1, 0}, .groups = groups});
  ConvTranspose2d plain(in, out, 2, {}, false);
  CHECK(owned(layer) == "weight (4, 3, 3, 4), bias (6)");
  CHECK(owned(plain) == "weight (4, 6, 2, 2)");
  CHECK(layer.num_parameters() == in * out / groups * 3 * 4 + out);
  CHECK(plain.num_parameters() == in * out * 2 * 2);
  const Tensor x = drawn({2, in, 3, 5});
  CHECK(layer(x).shape() == Shape{2, out, 6, 10});
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { ConvTranspose2d(4, 3, 3, {.groups = 2}); }),
                 "groups must divide both"));
  CHECK(contains(error_of([] {
                   ConvTranspose2d(3, 4, {3, 0});
                 }),
                 "[ConvTranspose2d] kernel must be at least 1"));
  CHECK(contains(error_of([&] { layer(ones({2, 3, 7, 7})); }), "in ConvTranspose2d"));
}

TEST_CASE("convolutions begin uniform in 1/sqrt(fan_in), as in PyTorch") {
  manual_seed(4);
  const Conv1d conv(16, 64, 25, {.groups = 4});  // 4 x 25 inputs each: ±0.1
  CHECK(largest(conv.weight) <= 0.1);
  CHECK(largest(conv.weight) > 0.099);
  CHECK(largest(conv.bias) <= 0.1);
  CHECK(largest(conv.bias) > 0.09);
  const ConvTranspose2d back(64, 16, 5, {.groups = 4});  // 4 x 5 x 5
  CHECK(largest(back.weight) <= 0.1);
  CHECK(largest(back.weight) > 0.099);
  CHECK(largest(back.bias) <= 0.1);
}

TEST_CASE("a transposed convolution takes a convolution's images back to their size") {
  const Pair stride = GENERATE(1, 2, 3), padding = GENERATE(0, 1);
  const int64_t dilation = GENERATE(1, 2), size = GENERATE(9, 10, 11);
  Conv2d there(2, 3, 3, {.stride = stride, .padding = padding, .dilation = dilation});
  const Tensor x = drawn({1, 2, size, size}), y = there(x);
  const int64_t left =
      (size + 2 * padding.h - dilation * 2 - 1) % stride.h;  // rows that the stride passed over
  ConvTranspose2d back(
      3, 2, 3,
      {.stride = stride, .padding = padding, .output_padding = left, .dilation = dilation});
  CHECK(back(y).shape() == x.shape());
}

TEST_CASE("AdaptiveAvgPool2d and Upsample are the functions of their names") {
  AdaptiveAvgPool2d means({2, 3});
  Upsample doubled({.scale_factor = 2, .mode = Interpolation::bilinear});
  const Tensor x = drawn({2, 3, 5, 4});
  CHECK(difference(means(x), adaptive_avg_pool2d(x, {2, 3})) == 0);
  CHECK(difference(doubled(x),
                   interpolate(x, {.scale_factor = 2, .mode = Interpolation::bilinear})) == 0);
  CHECK(doubled(x).shape() == Shape{2, 3, 10, 8});
  CHECK(means.num_parameters() + doubled.num_parameters() == 0);
  check_gradients(means, [&] { return means(x); }, {x});
  check_gradients(doubled, [&] { return doubled(x); }, {x});
  CHECK(contains(error_of([&] { doubled(ones({2, 3})); }), "in Upsample"));
  CHECK(contains(error_of([&] { means(ones({2})); }), "in AdaptiveAvgPool2d"));
}
