// Multi-head attention: who may attend to whom, other widths, and the edges.
#include <algorithm>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/slice.hpp"
#include "layers/attention.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

Mask mask_of(const Shape& shape, uint64_t seed) {
  Random random(seed);
  Mask mask(shape);
  for (int64_t i = 0; i < mask.numel(); ++i) mask.mutable_data()[i] = random.chance(0.6);
  return mask;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::equal(a.data(), a.data() + a.numel(), b.data());
}

std::string op_before_the_last_map(const Tensor& y) { return y.node()->inputs[0]->op; }

}  // namespace

TEST_CASE("MultiheadAttention of other widths owns PyTorch's tensors") {
  const int64_t dim = 6, kdim = 5, vdim = 3;
  MultiheadAttention layer(dim, 2, {.kdim = kdim, .vdim = vdim});
  CHECK(owned(layer) ==
        "q_proj_weight (6, 6), k_proj_weight (6, 5), v_proj_weight (6, 3), in_proj_bias (18), "
        "out_proj.weight (6, 6), out_proj.bias (6)");
  CHECK(layer.num_parameters() == dim * (dim + kdim + vdim) + 3 * dim + dim * dim + dim);
  MultiheadAttention same(4, 2, {.kdim = 4, .vdim = 4});
  CHECK(owned(same) ==
        "in_proj_weight (12, 4), in_proj_bias (12), out_proj.weight (4, 4), out_proj.bias (4)");
  const Tensor query = input({2, 3, dim}), key = input({2, 4, kdim}, 1);
  const Tensor value = input({2, 4, vdim}, 2);
  CHECK(layer(query, key, value).shape() == Shape{2, 3, dim});
  CHECK(difference(layer(query, key, value), layer.with_weights(query, key, value).output) < kSame);
  check_gradients(layer, [&] { return layer(query, key, value); }, {query, key, value});
}

TEST_CASE("MultiheadAttention is fused whenever its weights are not asked for") {
  MultiheadAttention layer(4, 2, {.dropout = 0.5}), wide(4, 2, {.kdim = 3});
  const Tensor x = input({2, 3, 4}), key = input({2, 5, 4}, 1), narrow = input({2, 5, 3}, 2);
  CHECK(op_before_the_last_map(layer(x)) == "packed_attention");
  CHECK(op_before_the_last_map(layer(x, key, key)) == "packed_cross_attention");
  CHECK(op_before_the_last_map(wide(x, narrow, key)) == "packed_cross_attention");
  CHECK(op_before_the_last_map(layer(
            x, {.mask = mask_of({3, 3}, 1), .key_padding = mask_of({2, 3}, 2), .causal = true})) ==
        "packed_attention");
}

TEST_CASE("MultiheadAttention obeys mask, padding and causality together, in either form") {
  MultiheadAttention layer(4, 2);
  const Tensor query = input({2, 5, 4}), key = input({2, 6, 4}, 1);
  const Mask padding = mask_of({2, 6}, 3);
  for (const Shape& shape : {Shape{6}, {5, 6}, {2, 5, 6}, {1, 5, 6}, {2, 1, 6}, {2, 2, 5, 6}}) {
    INFO("mask " << to_string(shape));
    const AttentionOptions options{
        .mask = mask_of(shape, 4), .key_padding = padding, .causal = true};
    const auto [output, weights] = layer.with_weights(query, key, key, options);
    CHECK(difference(output, layer(query, key, key, options)) < kSame);
    for (int64_t place = 0; place < weights.numel(); ++place) {
      const int64_t b = place / 60, h = place / 30 % 2, i = place / 6 % 5, j = place % 6;
      const auto from_right = [&](int axis, int64_t at) {  // 0 along an axis of length 1
        const int own = axis + shape.rank();
        return own < 0 || shape[own] == 1 ? 0 : at * shape.product(own + 1, shape.rank());
      };
      const int64_t head =
          shape.rank() == 4 ? from_right(-3, h) + from_right(-4, b) : from_right(-3, b);
      const bool may = (*options.mask)[head + from_right(-2, i) + from_right(-1, j)] &&
                       padding[b * 6 + j] && j <= i;
      REQUIRE((weights.data()[place] > 0) == may);
    }
  }
}

TEST_CASE("MultiheadAttention's mean weights are the mean over the heads") {
  MultiheadAttention layer(6, 3);
  const Tensor x = input({2, 4, 6});
  const Tensor each = layer.with_weights(x, x, x).weights;
  const Tensor together = layer.with_weights(x, x, x, {}, HeadWeights::mean).weights;
  CHECK(together.shape() == Shape{2, 4, 4});
  CHECK(difference(together, mean(each, 1)) == 0);
}

TEST_CASE("padding among keys and values changes nothing, bit for bit") {
  MultiheadAttention layer(8, 2);
  const Tensor query = input({2, 3, 8}), key = input({2, 5, 8}, 1), value = input({2, 5, 8}, 2);
  const Tensor alone = layer(query, key, value);
  const Mask padding = padding_mask(Indices(std::vector<int64_t>{5, 5}), 9);
  for (const uint64_t seed : {3, 4}) {  // whatever stands there
    Tensor keys = cat({key, input({2, 4, 8}, seed) * 100}, 1).requires_grad_();
    Tensor values = cat({value, input({2, 4, 8}, seed + 10) * 100}, 1).requires_grad_();
    const Tensor padded = layer(query, keys, values, {.key_padding = padding});
    CHECK(same_bits(padded, alone));
    padded.backward(ones(padded.shape()));
    for (const Tensor& gradient : {keys.grad(), values.grad()})
      CHECK(same_bits(slice(gradient, 1, 5), zeros({2, 4, 8})));
    const Tensor weights =
        layer.with_weights(query, keys, values, {.key_padding = padding}).weights;
    CHECK(same_bits(slice(weights, 3, 5), zeros({2, 2, 3, 4})));
  }
}

// PyTorch gives NaN there.
TEST_CASE("a query that may attend to nothing gives out_proj's bias, and no gradient is NaN") {
  MultiheadAttention layer(4, 2);
  layer.out_proj.bias = parameter(input({4}, 9));
  const Tensor x = input({2, 3, 4});
  const Mask padding = padding_mask(Indices(std::vector<int64_t>{3, 0}), 3);
  Mask mask(Shape{3, 3}, 1);
  std::fill_n(mask.mutable_data(), 3, uint8_t(0));
  const AttentionOptions options{.mask = mask, .key_padding = padding};
  const auto [output, weights] = layer.with_weights(x, x, x, options);
  for (const Tensor& y : {layer(x, options), output}) {
    for (const auto& [b, i] : {std::pair<int64_t, int64_t>{0, 0}, {1, 0}, {1, 1}, {1, 2}})
      CHECK(same_bits(select(select(y, 0, b), 0, i), layer.out_proj.bias));
    CHECK(difference(select(select(y, 0, 0), 0, 1), layer.out_proj.bias) > 1e-3);
  }
  CHECK(same_bits(select(weights, 0, 1), zeros({2, 3, 3})));
  check_gradients(layer, [&] { return layer(x, options); }, {x});
}

TEST_CASE("MultiheadAttention of no token, of one, and of no example") {
  MultiheadAttention layer(4, 2);
  layer.in_proj_bias = parameter(input({12}, 9));
  const Tensor one = input({2, 1, 4});
  CHECK(layer(zeros({2, 0, 4})).shape() == Shape{2, 0, 4});
  CHECK(layer(zeros({0, 3, 4})).shape() == Shape{0, 3, 4});
  const Tensor none = layer(one, zeros({2, 0, 4}), zeros({2, 0, 4}));
  CHECK(difference(none, zeros({2, 1, 4})) == 0);  // it attends to nothing
  layer(one, zeros({2, 0, 4}), zeros({2, 0, 4})).backward(ones({2, 1, 4}));
  CHECK(same_bits(layer.in_proj_weight.grad(), zeros({12, 4})));
  const Tensor values =
      linear(one, slice(layer.in_proj_weight, 0, 8), slice(layer.in_proj_bias, 0, 8));
  CHECK(difference(layer(one), layer.out_proj(values)) < kSame);  // all of it to itself
}

TEST_CASE("the same seed drops the same weights, with the weights or without") {
  MultiheadAttention layer(4, 2, {.dropout = 0.5});
  const Tensor x = input({2, 8, 4});
  const auto run = [&](bool with_weights) {
    manual_seed(3);
    return with_weights ? layer.with_weights(x, x, x).output : layer(x);
  };
  CHECK(difference(run(false), run(false)) == 0);
  CHECK(difference(run(false), run(true)) < kSame);
  manual_seed(3);
  const Tensor weights = layer.with_weights(x, x, x).weights;
  const int64_t dropped = std::count(weights.data(), weights.data() + weights.numel(), real(0));
  CHECK(std::abs(double(dropped) / double(weights.numel()) - 0.5) < 0.1);
  layer.eval();
  const AttentionOptions meddling{.dropout = 0.9};  // the layer's own counts
  CHECK(difference(layer(x, meddling), layer(x)) == 0);
}

TEST_CASE("MultiheadAttention says which of its inputs does not fit") {
  MultiheadAttention layer(4, 2), wide(4, 2, {.kdim = 5, .vdim = 3});
  const auto error = [](MultiheadAttention& of, const Shape& q, const Shape& k, const Shape& v) {
    return error_of([&] { of(ones(q), ones(k), ones(v)); });
  };
  CHECK(contains(error(layer, {2, 3, 4}, {2, 3, 5}, {2, 3, 4}), "was built for other widths"));
  CHECK(contains(error(wide, {2, 3, 4}, {2, 3, 4}, {2, 3, 4}),
                 "queries (B, N, 4), keys (B, M, 5), values (B, M, 3)"));
  CHECK(contains(error(layer, {2, 3, 4}, {3, 3, 4}, {3, 3, 4}), "the batches differ"));
  CHECK(contains(error(layer, {2, 3, 4}, {2, 3, 4}, {2, 5, 4}), "not as many keys as values"));
  const auto masked = [&](const AttentionOptions& options) {
    return error_of([&] { layer(ones({2, 3, 4}), options); });
  };
  CHECK(contains(masked({.mask = Mask(Shape{3, 4})}), "[packed_attention]"));
  CHECK(contains(masked({.mask = Mask(Shape{3, 3, 3})}), "(3, 1, 3, 3)"));
  CHECK(contains(masked({.key_padding = Mask(Shape{3, 3})}), "key_padding does not fit the keys"));
  CHECK_THROWS_AS(layer(Tensor()), ValueError);
  CHECK(
      contains(error_of([] { MultiheadAttention(4, 2, {.kdim = 0}); }), "kdim must be at least 1"));
  CHECK(contains(error_of([] { MultiheadAttention(4, 0); }), "heads must be at least 1"));
  CHECK(
      contains(error_of([] { MultiheadAttention(4, 2, {.dropout = 2}); }), "dropout is the share"));
}
