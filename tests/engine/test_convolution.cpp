// Convolution: what a table of values and gradients does not show.

#include <cmath>

#include "engine/ops/conv.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

struct Gradients {
  Tensor dx, dweight, dbias;
};

Gradients gradients_of(const Shape& x_shape, const Shape& weight_shape,
                       const Conv2dOptions& options) {
  Random random(5);
  Tensor x = randn(x_shape, random), weight = randn(weight_shape, random);
  Tensor bias = randn({weight_shape[0]}, random);
  for (Tensor* leaf : {&x, &weight, &bias}) leaf->requires_grad_();
  const Tensor y = conv2d(x, weight, bias, options);
  y.backward(randn(y.shape(), random));
  return {x.grad(), weight.grad(), bias.grad()};
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return std::equal(a.data(), a.data() + a.numel(), b.data(), b.data() + b.numel());
}

}  // namespace

TEST_CASE("a convolution does not flip its kernel") {
  const Tensor x({1, 1, 1, 4}, {1, 2, 3, 4}), weight({1, 1, 1, 2}, {10, 1});
  const Tensor y = conv2d(x, weight);
  REQUIRE(y.shape() == Shape{1, 1, 1, 3});
  REQUIRE(y.data()[0] == real(12));
  REQUIRE(y.data()[1] == real(23));
  REQUIRE(y.data()[2] == real(34));
}

TEST_CASE("the gradients of a convolution have the same bits every time") {
  const int before = num_threads();
  set_num_threads(GENERATE(1, 2, 3));
  const bool few = GENERATE(false, true);  // fewer images than threads, or more
  const Shape x{few ? 1 : 13, 4, 17, 15};
  const Gradients first = gradients_of(x, {6, 4, 3, 3}, {.padding = 1});
  for (int run = 0; run < 3; ++run) {
    const Gradients again = gradients_of(x, {6, 4, 3, 3}, {.padding = 1});
    REQUIRE(same_bits(again.dx, first.dx));
    REQUIRE(same_bits(again.dweight, first.dweight));
    REQUIRE(same_bits(again.dbias, first.dbias));
  }
  set_num_threads(before);
}

TEST_CASE("a convolution asks the system for no memory after its first steps") {
  // In one thread: when two of them first work at the same moment, each with scratch of its own, is
  // chance.
  const int threads = num_threads();
  set_num_threads(1);
  const auto step = [] { gradients_of({9, 4, 17, 15}, {6, 4, 3, 3}, {.stride = 2, .padding = 1}); };
  for (int i = 0; i < 2; ++i) step();
  const int64_t before = pool_stats().new_blocks;
  for (int i = 0; i < 3; ++i) step();
  set_num_threads(threads);
  REQUIRE(pool_stats().new_blocks == before);
}

TEST_CASE("a transposed convolution is the gradient of a convolution") {
  const Conv2dOptions options{.stride = {2, 1}, .padding = {1, 0}, .groups = 2};
  Random random(6);
  Tensor image = randn({3, 4, 8, 5}, random);
  const Tensor weight = randn({6, 2, 3, 2}, random);
  image.requires_grad_();
  const Tensor y = conv2d(image, weight, {}, options);
  const Tensor g = randn(y.shape(), random);
  y.backward(g);
  const Tensor back = conv_transpose2d(
      g, weight, {}, {.stride = {2, 1}, .padding = {1, 0}, .output_padding = {1, 0}, .groups = 2});
  REQUIRE(back.shape() == image.shape());
  for (int64_t i = 0; i < back.numel(); ++i)
    REQUIRE(std::abs(back.data()[i] - image.grad().data()[i]) < real(1e-5));
}

TEST_CASE("unfold times a matrix is a convolution") {
  Random random(7);
  const Tensor image = randn({2, 3, 5, 6}, random), weight = randn({4, 3, 2, 3}, random);
  const Tensor columns = unfold(image, {2, 3}, {.padding = 1});
  const Tensor product = matmul(reshape(weight, {4, 3 * 2 * 3}), columns);
  const Tensor y = conv2d(image, weight, {}, {.padding = 1});
  REQUIRE(product.numel() == y.numel());
  for (int64_t i = 0; i < y.numel(); ++i)
    REQUIRE(std::abs(product.data()[i] - y.data()[i]) < real(1e-5));
}
