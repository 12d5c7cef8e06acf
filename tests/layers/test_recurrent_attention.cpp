// Additive and Luong's attention: the formulas, masks, rows that may attend to nothing, errors.
#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/recurrent_attention.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -1, 1, random);
}

Tensor joined(const Attended& result) {
  return cat({flatten(result.context), flatten(result.weights)}, 0);
}

// Weights and context of given scores (B, M, N).
Attended composed(const Tensor& scores, const Tensor& values) {
  const Tensor weights = softmax(scores, -1);
  return {matmul(weights, values), weights};
}

// v^T tanh(a_i + b_j), stored whole: (B, M, N, A).
Tensor additive(const Tensor& a, const Tensor& b, const Tensor& v) {
  return sum(tanh(unsqueeze(a, 2) + unsqueeze(b, 1)) * v, -1);
}

double row_error(const Tensor& weights, int64_t row) {
  double total = 0;
  const int64_t n = weights.size(-1);
  for (int64_t j = 0; j < n; ++j) total += double(weights.data()[row * n + j]);
  return std::abs(total - 1);
}

}  // namespace

TEST_CASE("attention of recurrent decoders owns what its formula says") {
  AdditiveAttention additive(3, 6, 5), biased(3, 6, 5, true);
  CHECK(owned(additive) == "v (5), query_proj.weight (5, 3), key_proj.weight (5, 6)");
  CHECK(additive.num_parameters() == 5 * 3 + 5 * 6 + 5);
  CHECK(biased.num_parameters() == 5 * 3 + 5 * 6 + 5 + 5);
  LuongAttention dot(4, 4, LuongScore::dot), general(3, 6);
  LuongAttention concat(3, 6, LuongScore::concat, 5);
  CHECK(dot.num_parameters() == 0);
  CHECK(owned(general) == "weight (3, 6)");
  CHECK(owned(concat) == "weight (5, 9), v (5)");
  CHECK(LuongAttention(3, 6, LuongScore::concat).v.shape() == Shape{3});
}

TEST_CASE("AdditiveAttention is the formula") {
  AdditiveAttention layer(3, 6, 5, true);
  const Tensor values = input({2, 4, 6}), queries = input({2, 2, 3}, 1), query = input({2, 3}, 2);
  const Tensor keys = layer.project(values);
  CHECK(keys.shape() == Shape{2, 4, 5});
  CHECK(difference(keys, linear(values, layer.key_proj.weight, layer.key_proj.bias)) == 0);
  const Tensor scores = additive(linear(queries, layer.query_proj.weight), keys, layer.v);
  const Attended expected = composed(scores, values), result = layer(queries, keys, values);
  CHECK(difference(result.weights, expected.weights) < kSame);
  CHECK(difference(result.context, expected.context) < kSame);
  const Attended one = layer(query, keys, values);
  CHECK(one.context.shape() == Shape{2, 6});
  CHECK(one.weights.shape() == Shape{2, 4});
  const auto run = [&](const Tensor& q) { return joined(layer(q, layer.project(values), values)); };
  check_gradients(layer, [&] { return run(query); }, {query, values});
  check_gradients(layer, [&] { return run(queries); }, {queries, values});
}

TEST_CASE("LuongAttention is each of its formulas") {
  const Tensor values = input({2, 4, 6}), queries = input({2, 3, 6}, 1), query = input({2, 6}, 2);
  LuongAttention dot(6, 6, LuongScore::dot), general(6, 6);
  LuongAttention concat(6, 6, LuongScore::concat, 5);
  const auto weights = [&](LuongAttention& layer) {
    return layer(queries, layer.project(values), values).weights;
  };
  const Tensor dots = matmul(queries, values, {.b = true});
  CHECK(difference(weights(dot), softmax(dots, -1)) < kSame);
  const Tensor mapped = matmul(matmul(queries, general.weight), values, {.b = true});
  CHECK(difference(weights(general), softmax(mapped, -1)) < kSame);
  const Tensor both = additive(linear(queries, slice(concat.weight, 1, 0, 6)),
                               linear(values, slice(concat.weight, 1, 6)), concat.v);
  CHECK(difference(weights(concat), softmax(both, -1)) < kSame);
  for (LuongAttention* layer : {&dot, &general, &concat}) {
    const auto run = [&](const Tensor& q) {
      return joined((*layer)(q, layer->project(values), values));
    };
    check_gradients(*layer, [&] { return run(query); }, {query, values});
    CHECK((*layer)(query, layer->project(values), values).context.shape() == Shape{2, 6});
  }
}

TEST_CASE("padding never receives weight, and a row with nothing to attend to gives zeros") {
  AdditiveAttention layer(3, 2, 4);
  Tensor values = input({3, 4, 2});
  for (int64_t c = 0; c < 2; ++c) values.mutable_data()[3 * 2 + c] = real(1e6);  // padding
  const Tensor query = input({3, 3}, 1);
  const Indices lengths(std::vector<int64_t>{3, 4, 0});
  const Attended result = layer(query, layer.project(values), values, {.lengths = lengths});
  CHECK(result.weights.at({0, 3}) == 0);
  CHECK(std::abs(result.context.at({0, 0})) < 2);
  CHECK(row_error(result.weights, 0) < kSame);
  CHECK(row_error(result.weights, 1) < kSame);
  CHECK(result.weights.at({1, 3}) > 0);
  CHECK(difference(slice(result.weights, 0, 2), zeros({1, 4})) == 0);
  CHECK(difference(slice(result.context, 0, 2), zeros({1, 2})) == 0);
}

TEST_CASE("the gradients of masked attention are those of what it computes") {
  AdditiveAttention layer(3, 2, 4);
  LuongAttention general(3, 2);
  const Tensor values = input({3, 4, 2}), query = input({3, 3}, 1);
  const KeyOptions options{.lengths = Indices({3}, {3, 4, 0}),
                           .mask = Mask({3, 4}, {1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1})};
  check_gradients(layer,
                  [&] { return joined(layer(query, layer.project(values), values, options)); },
                  {query, values});
  check_gradients(general,
                  [&] { return joined(general(query, general.project(values), values, options)); },
                  {query, values});
}

TEST_CASE("lengths and a mask hide the same, and of both each hides its own") {
  LuongAttention layer(2, 2, LuongScore::dot);
  const Tensor values = input({2, 3, 2}), query = input({2, 2}, 1), both = input({2, 2, 2}, 2);
  const Indices lengths(std::vector<int64_t>{2, 3});
  const auto weights = [&](const Tensor& q, const KeyOptions& options) {
    return layer(q, values, values, options).weights;
  };
  const Mask mask = length_mask(lengths, 3);
  CHECK(mask.shape() == Shape{2, 3});
  CHECK(difference(weights(query, {.lengths = lengths}), weights(query, {.mask = mask})) == 0);
  const Mask first(Shape{2, 3}, {0, 1, 1, 0, 1, 1});
  const Tensor hidden = weights(query, {.lengths = lengths, .mask = first});
  CHECK(hidden.at({0, 0}) == 0);
  CHECK(hidden.at({0, 1}) == 1);
  CHECK(hidden.at({0, 2}) == 0);
  const Mask each(Shape{2, 2, 3}, {1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1});  // for two queries
  const Tensor two = weights(both, {.lengths = lengths, .mask = each});
  CHECK(two.at({0, 0, 0}) == 1);
  CHECK(two.at({0, 1, 1}) == 1);
  CHECK(two.at({1, 1, 2}) == 1);
  CHECK(two.at({1, 0, 0}) > 0);
  CHECK(each[0] == 1);  // the caller's mask stays as it was
}

TEST_CASE("attention of recurrent decoders says what it needs") {
  AdditiveAttention layer(3, 2, 4);
  const Tensor values = ones({2, 5, 2}), keys = layer.project(values), query = ones({2, 3});
  const auto with = [&](const KeyOptions& options) {
    return error_of([&] { layer(query, keys, values, options); });
  };
  CHECK(contains(with({.mask = Mask(Shape{2, 4})}), "the mask does not fit the scores"));
  CHECK(contains(with({.lengths = Indices(Shape{3})}), "not one length for each sentence"));
  CHECK(contains(with({.lengths = Indices({2}, {2, 6})}), "6 at (1) of lengths"));
  CHECK(contains(with({.lengths = Indices({2}, {2, 6})}),
                 "in AdditiveAttention (layers/recurrent_attention.cpp"));
  CHECK(contains(error_of([&] {
                   layer(query, keys, ones({2, 4, 2}));
                 }),
                 "needs a value for each key"));
  CHECK(contains(error_of([&] { layer(query, values, values); }), "differ in length"));
  CHECK(contains(error_of([&] { layer(ones({2, 4}), keys, values); }), "in query_proj"));
  CHECK(contains(error_of([] { AdditiveAttention(3, 0, 4); }), "value must be at least 1"));
  CHECK(contains(error_of([] { LuongAttention(3, 4, LuongScore::dot); }), "LuongScore::general?"));
  CHECK(contains(error_of([] { LuongAttention(3, 4, LuongScore::concat, 0); }),
                 "hidden must be at least 1"));
  CHECK(contains(error_of([] { length_mask(Indices(Shape{1}, 4), 3); }), "[length_mask] "));
}
