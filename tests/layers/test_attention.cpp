// Layers that attend: multi-head attention, and attention over pictures.
#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/attention.hpp"
#include "layers/self_attention_2d.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

// One head after the other, as the formula says.
Tensor head_by_head(const MultiheadAttention& layer, const Tensor& query, const Tensor& key,
                    const Tensor& value, int64_t heads) {
  const int64_t dim = query.size(-1), each = dim / heads;
  std::vector<Tensor> outputs;
  for (int64_t h = 0; h < heads; ++h) {
    const auto project = [&](const Tensor& x, int64_t part) {
      const int64_t from = part * dim + h * each;
      return linear(x, slice(layer.in_proj_weight, 0, from, from + each),
                    slice(layer.in_proj_bias, 0, from, from + each));
    };
    const Tensor scores = matmul(project(query, 0), project(key, 1), {.b = true});
    const Tensor weights = softmax(scores * (1 / std::sqrt(double(each))), -1);
    outputs.push_back(matmul(weights, project(value, 2)));
  }
  return linear(cat(outputs, -1), layer.out_proj.weight, layer.out_proj.bias);
}

double largest_distance_of_rows_from_1(const Tensor& weights) {
  double worst = 0;
  const int64_t m = weights.size(-1);
  for (int64_t row = 0; row < weights.numel() / m; ++row) {
    double total = 0;
    for (int64_t j = 0; j < m; ++j) total += weights.data()[row * m + j];
    worst = std::max(worst, std::abs(total - 1));
  }
  return worst;
}

}  // namespace

TEST_CASE("MultiheadAttention owns PyTorch's tensors and begins as PyTorch's") {
  const int64_t dim = 60;
  MultiheadAttention layer(dim, 4), plain(dim, 4, {.bias = false});
  CHECK(owned(layer) ==
        "in_proj_weight (180, 60), in_proj_bias (180), out_proj.weight (60, 60), out_proj.bias "
        "(60)");
  CHECK(owned(plain) == "in_proj_weight (180, 60), out_proj.weight (60, 60)");
  CHECK(layer.num_parameters() == 4 * dim * dim + 4 * dim);
  CHECK(difference(layer.in_proj_bias, zeros({3 * dim})) == 0);
  CHECK(difference(layer.out_proj.bias, zeros({dim})) == 0);
  const double bound = std::sqrt(6.0 / double(4 * dim));
  double largest = 0;
  for (int64_t i = 0; i < layer.in_proj_weight.numel(); ++i)
    largest = std::max(largest, std::abs(double(layer.in_proj_weight.data()[i])));
  CHECK(largest <= bound);
  CHECK(largest > 0.99 * bound);
  CHECK(contains(error_of([] { MultiheadAttention(10, 4); }), "heads must divide dim"));
}

TEST_CASE("MultiheadAttention is the formula, head by head") {
  MultiheadAttention layer(8, 2);
  layer.in_proj_bias = parameter(input({24}));
  const Tensor query = input({2, 3, 8}), key = input({2, 5, 8}, 1), value = input({2, 5, 8}, 2);
  CHECK(difference(layer(query, key, value), head_by_head(layer, query, key, value, 2)) < kSame);
  CHECK(difference(layer(query), head_by_head(layer, query, query, query, 2)) < kSame);
  CHECK(difference(layer(query, query, query), layer(query)) == 0);
  check_gradients(layer, [&] { return layer(query, key, value); }, {query, key, value});
  check_gradients(layer, [&] { return layer(query); }, {query});
}

TEST_CASE("MultiheadAttention gives the weights of each head, and the same output with them") {
  MultiheadAttention layer(6, 3);
  const Tensor query = input({2, 4, 6}), key = input({2, 5, 6}, 1);
  const AttentionResult result = layer.with_weights(query, key, key);
  CHECK(result.weights.shape() == Shape{2, 3, 4, 5});
  CHECK(largest_distance_of_rows_from_1(result.weights) < kSame);
  CHECK(difference(result.output, layer(query, key, key)) < kSame);
  check_gradients(layer, [&] { return layer.with_weights(query, key, key).weights; }, {query, key});
}

TEST_CASE("MultiheadAttention attends only where the mask is true") {
  MultiheadAttention layer(4, 2);
  const Tensor x = input({2, 3, 4});
  const Mask padding(Shape{2, 1, 3}, {1, 1, 0, 1, 1, 1});  // the last of the first example
  const AttentionResult result = layer.with_weights(x, x, x, {.mask = padding});
  CHECK(result.weights.at({0, 1, 0, 2}) == 0);
  CHECK(result.weights.at({1, 1, 0, 2}) > 0);
  CHECK(largest_distance_of_rows_from_1(result.weights) < kSame);
  CHECK(difference(result.output, layer(x, {.mask = padding})) < kSame);
  CHECK(difference(layer.with_weights(x, x, x, {.causal = true}).output,
                   layer(x, {.causal = true})) < kSame);
  CHECK(layer.with_weights(x, x, x, {.causal = true}).weights.at({0, 0, 0, 1}) == 0);
}

TEST_CASE("MultiheadAttention drops weights in training, in either form") {
  MultiheadAttention layer(4, 2, {.dropout = 0.5});
  const Tensor x = input({1, 6, 4});
  CHECK(difference(layer(x), layer(x)) > 0);
  CHECK(difference(layer(x, x + 1.0, x), layer(x, x + 1.0, x)) > 0);
  layer.eval();
  CHECK(difference(layer(x), layer(x)) == 0);
  CHECK(difference(layer(x), layer.with_weights(x, x, x).output) < kSame);
}

TEST_CASE("MultiheadAttention says what it needs") {
  MultiheadAttention layer(4, 2);
  CHECK(contains(error_of([&] {
                   layer(ones({3, 4}), ones({2, 4}), ones({2, 4}));
                 }),
                 "needs (B, N, E), batch first"));
  CHECK(contains(error_of([&] { layer(ones({1, 3, 5})); }), "in MultiheadAttention ("));
}

TEST_CASE("SelfAttention2d begins as the identity, and only gamma has a gradient then") {
  const int64_t channels = 16;
  SelfAttention2d layer(channels);
  CHECK(owned(layer) ==
        "gamma (1), query_conv.weight (2, 16, 1, 1), query_conv.bias (2), key_conv.weight "
        "(2, 16, 1, 1), key_conv.bias (2), value_conv.weight (16, 16, 1, 1), value_conv.bias (16)");
  CHECK(layer.num_parameters() ==
        1 + 2 * (channels / 8 * channels + channels / 8) + channels * channels + channels);
  const Tensor x = input({2, channels, 2, 3});
  const auto [output, attention] = layer(x);
  CHECK(difference(output, x) == 0);
  CHECK(attention.shape() == Shape{2, 6, 6});
  CHECK(largest_distance_of_rows_from_1(attention) < kSame);

  output.backward(input(output.shape(), 3));
  CHECK(std::abs(layer.gamma.grad().item()) > 0);
  for (const auto& [name, parameter] : layer.named_parameters()) {
    CAPTURE(name);
    if (name != "gamma") CHECK(difference(parameter.grad(), zeros(parameter.shape())) == 0);
  }
}

TEST_CASE(
    "SelfAttention2d's output alone, fused, is that of the step by step, with its gradients") {
  SelfAttention2d layer(16);
  layer.gamma.mutable_data()[0] = real(0.7);
  const Tensor upstream = input({2, 16, 5, 3}, 9);
  const auto gradients = [&](const auto& run) {
    layer.zero_grad();
    const Tensor x = input({2, 16, 5, 3}).requires_grad_();
    const Tensor y = run(x);
    y.backward(upstream);
    std::vector<Tensor> all{y.detach(), x.grad().clone()};
    for (const Tensor& weight : layer.parameters()) all.push_back(weight.grad().clone());
    return all;
  };
  const auto steps = gradients([&](const Tensor& x) { return layer(x).output; });
  const auto fused = gradients([&](const Tensor& x) { return layer.output(x); });
  for (size_t i = 0; i < steps.size(); ++i) CHECK(difference(steps[i], fused[i]) < kSame);
}

TEST_CASE("SelfAttention2d has the right gradients once gamma has moved") {
  SelfAttention2d layer(8);
  layer.gamma.mutable_data()[0] = real(0.7);
  const Tensor x = input({2, 8, 2, 2});
  check_gradients(layer, [&] { return layer(x).output; }, {x});
  CHECK(contains(error_of([] { SelfAttention2d(7); }), "7 channels leave none for the queries"));
}
