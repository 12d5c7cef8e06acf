// The plain layers: what they own, how they begin, and their gradients.
#include <cmath>

#include "engine/ops/conv.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/norm.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/dropout.hpp"
#include "layers/embedding.hpp"
#include "layers/flatten.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/pool.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape) {
  Random random(7);
  return rand(shape, -2, 2, random);
}

struct Spread {
  double mean = 0, deviation = 0, largest = 0;
  explicit Spread(const Tensor& x) {
    const auto n = double(x.numel());
    for (int64_t i = 0; i < x.numel(); ++i) mean += x.data()[i] / n;
    for (int64_t i = 0; i < x.numel(); ++i) {
      deviation += (x.data()[i] - mean) * (x.data()[i] - mean) / n;
      largest = std::max(largest, std::abs(double(x.data()[i])));
    }
    deviation = std::sqrt(deviation);
  }
};

bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

}  // namespace

TEST_CASE("Linear") {
  const int64_t in = 5, out = 3;
  Linear layer(in, out), plain(in, out, false);
  CHECK(owned(layer) == "weight (3, 5), bias (3)");
  CHECK(owned(plain) == "weight (3, 5)");
  CHECK(layer.num_parameters() == out * in + out);
  CHECK(plain.num_parameters() == out * in);
  const Tensor x = input({2, 4, in});
  CHECK(difference(layer(x), linear(x, layer.weight, layer.bias)) == 0);
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { Linear(3, 0); }), "test_layers.cpp"));
  CHECK(contains(error_of([] { Linear(3, 0); }), "[Linear] out must be at least 1, it is 0"));
}

TEST_CASE("Conv2d") {
  const int64_t in = 4, out = 6, groups = 2;
  Conv2d layer(in, out, {3, 2}, {.stride = {2, 1}, .padding = 1, .groups = groups});
  Conv2d plain(in, out, 1, {}, false);
  CHECK(owned(layer) == "weight (6, 2, 3, 2), bias (6)");
  CHECK(layer.num_parameters() == out * in / groups * 3 * 2 + out);
  CHECK(plain.num_parameters() == out * in);
  const Tensor x = input({2, in, 5, 4});
  CHECK(layer(x).shape() == Shape{2, out, 3, 5});
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { Conv2d(3, 4, 3, {.groups = 2}); }), "groups must divide both"));
  CHECK(contains(error_of([] { Conv2d(3, 4, {3, 0}); }), "kernel must be at least 1"));
}

TEST_CASE("LayerNorm") {
  LayerNorm layer(6), dino(6, 1e-6);
  CHECK(owned(layer) == "weight (6), bias (6)");
  CHECK(layer.num_parameters() == 2 * 6);
  const Tensor x = input({3, 2, 6});
  CHECK(difference(dino(x), layer_norm(x, dino.weight, dino.bias, 1e-6)) == 0);
  CHECK(difference(dino(x), layer(x)) > 0);
  check_gradients(layer, [&] { return layer(x); }, {x});
}

TEST_CASE("BatchNorm2d uses the batch in training, and its running averages in eval") {
  const int64_t channels = 3;
  BatchNorm2d layer(channels);
  CHECK(owned(layer) ==
        "weight (3), bias (3), running_mean (3), running_var (3), num_batches_tracked ()");
  CHECK(layer.num_parameters() == 2 * channels);
  const Tensor x = input({4, channels, 2, 2});
  check_gradients(layer, [&] { return layer(x); }, {x});

  BatchNorm2d fresh(channels);
  const Tensor trained = fresh(x);
  CHECK(near(Spread(trained).mean, 0, 1e-6));
  CHECK(fresh.num_batches_tracked.item() == 1);
  fresh.eval();
  const Tensor kept = fresh.running_mean.clone();
  CHECK(difference(fresh(x), trained) > 1e-3);
  CHECK(difference(fresh.running_mean, kept) == 0);
  CHECK(fresh.num_batches_tracked.item() == 1);
  check_gradients(fresh, [&] { return fresh(x); }, {x});
  CHECK(contains(error_of([&] { fresh(ones({2, 3})); }), "needs (B, C, H, W)"));
}

TEST_CASE("Dropout drops in training only") {
  Dropout layer(0.25);
  CHECK(layer.num_parameters() == 0);
  const Tensor x = ones({100, 100}), y = layer(x);
  int64_t dropped = 0;
  for (int64_t i = 0; i < y.numel(); ++i) dropped += y.data()[i] == 0;
  CHECK(near(double(dropped) / 10000, 0.25, 0.02));
  CHECK(near(Spread(y).mean, 1, 0.03));
  layer.eval();
  CHECK(difference(layer(x), x) == 0);
  CHECK(contains(error_of([] { Dropout(1.5); }), "0 to 1"));
}

TEST_CASE("Embedding") {
  const int64_t symbols = 5, dim = 3;
  Embedding layer(symbols, dim);
  CHECK(owned(layer) == "weight (5, 3)");
  CHECK(layer.num_parameters() == symbols * dim);
  const Indices x(Shape{2, 2}, {4, 0, 4, 1});
  const Tensor y = layer(x);
  CHECK(y.shape() == Shape{2, 2, dim});
  CHECK(y.at({1, 0, 2}) == layer.weight.at({4, 2}));
  check_gradients(layer, [&] { return layer(x); }, {});
  CHECK(contains(error_of([&] { layer(Indices(Shape{1}, 9)); }),
                 "in Embedding (layers/embedding.cpp"));
}

TEST_CASE("layers without weights are the functions of their names") {
  ReLU relu_layer;
  GELU gelu_layer;
  Flatten flatten_layer;
  const Tensor x = input({2, 3, 4});
  CHECK(difference(relu_layer(x), relu(x)) == 0);
  CHECK(difference(gelu_layer(x), gelu(x)) == 0);
  CHECK(flatten_layer(x).shape() == Shape{2, 12});
  CHECK(relu_layer.num_parameters() + gelu_layer.num_parameters() == 0);
  MaxPool2d largest(2);
  AvgPool2d middle(3, {.stride = 1, .padding = 1});
  const Tensor picture = input({1, 2, 4, 6});
  CHECK(difference(largest(picture), max_pool2d(picture, 2)) == 0);
  CHECK(difference(middle(picture), avg_pool2d(picture, 3, 1, 1)) == 0);
}

TEST_CASE("weights begin as in PyTorch") {
  manual_seed(3);
  const Linear layer(100, 200);  // uniform in ±0.1
  const Spread linear_weight(layer.weight), linear_bias(layer.bias);
  CHECK(near(linear_weight.mean, 0, 0.002));
  CHECK(near(linear_weight.deviation, 0.1 / std::sqrt(3.0), 0.001));
  CHECK(linear_weight.largest <= 0.1);
  CHECK(linear_bias.largest <= 0.1);
  CHECK(linear_bias.largest > 0.09);
  const Conv2d conv(16, 64, 5, {.groups = 4});  // 4 x 5 x 5 inputs each: ±0.1
  CHECK(near(Spread(conv.weight).deviation, 0.1 / std::sqrt(3.0), 0.002));
  CHECK(Spread(conv.weight).largest <= 0.1);
  const Embedding table(100, 100);
  CHECK(near(Spread(table.weight).deviation, 1, 0.03));
  const Tensor narrow = truncated_normal({100, 100}, 0.02, default_random());
  CHECK(near(Spread(narrow).deviation, 0.02, 0.001));
  const Tensor wide = truncated_normal({100, 100}, 2, default_random());
  CHECK(Spread(wide).largest <= 2);
}

TEST_CASE("the same seed begins with the same weights") {
  Random one(5), two(5), other(6);
  const Linear a(3, 4, true, one), b(3, 4, true, two), c(3, 4, true, other);
  CHECK(difference(a.weight, b.weight) == 0);
  CHECK(difference(a.bias, b.bias) == 0);
  CHECK(difference(a.weight, c.weight) > 0);
}
