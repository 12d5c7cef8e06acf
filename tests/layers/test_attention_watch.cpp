// Scores and weights of every attention layer, asked for while a model runs.
#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/attention_watch.hpp"
#include "layers/models/vit.hpp"
#include "layers/recurrent_attention.hpp"
#include "layers/self_attention_2d.hpp"
#include "layers/transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

std::vector<std::string> layers_of(const AttentionWatch& watch) {
  std::vector<std::string> layers;
  for (const Look& look : watch.looks()) layers.push_back(look.layer);
  return layers;
}

// The only look while `run` runs.
template <class Run>
Look look_of(const Run& run) {
  const AttentionWatch watch;
  run();
  REQUIRE(watch.looks().size() == 1);
  return watch.looks()[0];
}

constexpr double kNever = -std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("MultiheadAttention shows the same scores however it is called") {
  MultiheadAttention layer(6, 3);
  layer.in_proj_bias = parameter(input({18}, 9));
  const Tensor x = input({2, 4, 6});
  const Heads heads = split_heads(linear(x, layer.in_proj_weight, layer.in_proj_bias), 3);
  const Tensor scores = matmul(heads.q, heads.k, {.b = true}) / std::sqrt(2.0);
  const AttentionResult steps = layer.with_weights(x, x, x);
  for (const Look& look : {look_of([&] { layer(x); }), look_of([&] { layer(x, x + 0.0, x); }),
                           look_of([&] { layer.with_weights(x, x, x); })}) {
    CHECK(look.layer == "MultiheadAttention");
    CHECK(difference(look.scores, scores) < kSame);
    CHECK(difference(look.weights, steps.weights) < kSame);
  }
}

TEST_CASE("what a query may not attend to has a score of minus infinity and no weight") {
  MultiheadAttention layer(4, 2);
  const Tensor x = input({2, 3, 4});
  const Mask padding(Shape{2, 3}, {1, 1, 0, 0, 0, 0});
  const Look look = look_of([&] { layer(x, {.key_padding = padding, .causal = true}); });
  CHECK(look.scores.at({0, 0, 0, 1}) == kNever);
  CHECK(look.scores.at({0, 1, 2, 2}) == kNever);
  CHECK(std::isfinite(double(look.scores.at({0, 1, 2, 1}))));
  CHECK(look.weights.at({0, 0, 0, 0}) == 1);
  CHECK(difference(select(look.weights, 0, 1), zeros({2, 3, 3})) == 0);  // may attend to nothing
}

TEST_CASE("dropout does not reach what an AttentionWatch shows") {
  MultiheadAttention layer(4, 2, {.dropout = 0.5});
  const Tensor x = input({1, 6, 4});
  const Look look = look_of([&] { layer(x); });
  layer.eval();
  CHECK(difference(look.weights, layer.with_weights(x, x, x).weights) < kSame);
}

TEST_CASE("a transformer's layers are seen by their names, in the order in which they run") {
  Transformer model(8, 2, {.encoder_layers = 2, .decoder_layers = 1, .feedforward = 8});
  model.eval();
  const Tensor source = input({1, 5, 8}), target = input({1, 3, 8}, 1);
  const Tensor unseen = model(source, target, {.target = {.causal = true}});
  const AttentionWatch watch;
  const Tensor seen = model(source, target, {.target = {.causal = true}});
  CHECK(difference(seen, unseen) == 0);
  CHECK(layers_of(watch) ==
        std::vector<std::string>{"encoder.layers.0.self_attn", "encoder.layers.1.self_attn",
                                 "decoder.layers.0.self_attn", "decoder.layers.0.multihead_attn"});
  CHECK(watch.looks()[0].scores.shape() == Shape{1, 2, 5, 5});
  CHECK(watch.looks()[2].scores.at({0, 0, 0, 2}) == kNever);
  CHECK(watch.looks()[3].weights.shape() == Shape{1, 2, 3, 5});
}

TEST_CASE("a ViT's blocks show what its attentions() give") {
  ViT model({.image = 8, .patch = 4, .channels = 1, .dim = 12, .depth = 2, .heads = 3});
  const Tensor x = input({2, 1, 8, 8});
  std::vector<Tensor> weights;
  {
    const Evaluation evaluation(model);
    Tensor tokens =
        cat({expand(model.cls_token, {2, 1, 12}), model.patch_embed(x)}, 1) + model.pos_embed;
    for (vit::Block& block : model.blocks) {
      weights.push_back(block.attn.weights(block.norm1(tokens)));
      tokens = block(tokens);
    }
  }
  for (size_t i = 0; i < 2; ++i) CHECK(difference(model.attentions(x)[i], weights[i]) < kSame);
  const AttentionWatch watch;
  model(x);
  REQUIRE(layers_of(watch) == std::vector<std::string>{"blocks.0.attn", "blocks.1.attn"});
  for (size_t i = 0; i < 2; ++i) {
    CHECK(difference(watch.looks()[i].weights, weights[i]) < kSame);
    CHECK(difference(softmax(watch.looks()[i].scores, -1), weights[i]) < kSame);
  }
}

TEST_CASE("SelfAttention2d shows scores that are not scaled, in either form") {
  SelfAttention2d layer(16);
  const Tensor x = input({2, 16, 2, 3});
  const Tensor q = flatten(layer.query_conv(x), 2), k = flatten(layer.key_conv(x), 2);
  for (const Look& look : {look_of([&] { layer(x); }), look_of([&] { layer.output(x); })}) {
    CHECK(look.layer == "SelfAttention2d");
    CHECK(difference(look.scores, matmul(q, k, {.a = true})) < kSame);
    CHECK(difference(look.weights, layer(x).attention) < kSame);
  }
}

TEST_CASE("attention of recurrent decoders shows the scores of one query, and of several") {
  AdditiveAttention additive(3, 6, 5);
  LuongAttention general(3, 6), concat(3, 6, LuongScore::concat, 5);
  const Tensor values = input({2, 4, 6}), query = input({2, 3}, 1), queries = input({2, 7, 3}, 2);
  const KeyOptions options{.lengths = Indices({2}, {4, 3})};
  const auto check = [&](auto& layer) {
    const Tensor keys = layer.project(values);
    const Look one = look_of([&] { layer(query, keys, values, options); });
    CHECK(one.scores.shape() == Shape{2, 4});
    CHECK(one.scores.at({1, 3}) == kNever);
    CHECK(difference(one.weights, layer(query, keys, values, options).weights) == 0);
    CHECK(look_of([&] { layer(queries, keys, values); }).scores.shape() == Shape{2, 7, 4});
  };
  check(additive), check(general), check(concat);
  const Look dots = look_of([&] { general(queries, general.project(values), values); });
  CHECK(difference(dots.scores, matmul(queries, general.project(values), {.b = true})) < kSame);
}

TEST_CASE("the innermost AttentionWatch sees alone, and nothing it sees is in the graph") {
  MultiheadAttention layer(4, 2);
  const Tensor x = input({1, 3, 4});
  const AttentionWatch outer;
  {
    const AttentionWatch inner;
    const Tensor y = layer(x);
    CHECK(y.requires_grad());
    CHECK(inner.looks().size() == 1);
    CHECK_FALSE(inner.looks()[0].weights.requires_grad());
  }
  CHECK(outer.looks().empty());
  layer(x);
  CHECK(outer.looks().size() == 1);
}
