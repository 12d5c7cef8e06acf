// What a transformer must and must not see: the future, padding, the order of tokens. And what it
// says of input that does not fit.
#include <algorithm>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/slice.hpp"
#include "layers/positions.hpp"
#include "layers/transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::equal(a.data(), a.data() + a.numel(), b.data());
}

TransformerOptions small(bool norm_first, Activation activation = Activation::gelu) {
  return {.encoder_layers = 2,
          .decoder_layers = 2,
          .feedforward = 12,
          .dropout = 0,
          .activation = activation,
          .norm_first = norm_first};
}

Mask lengths(std::vector<int64_t> each, int64_t longest) {
  return padding_mask(Indices(std::move(each)), longest);
}

// Token `order[i]` of each sequence in place i.
Tensor reordered(const Tensor& x, const std::vector<int64_t>& order) {
  std::vector<Tensor> tokens;
  for (const int64_t i : order) tokens.push_back(slice(x, 1, i, i + 1));
  return cat(tokens, 1);
}

}  // namespace

TEST_CASE("no output of a causal decoder depends on a later token, and no gradient reaches one") {
  const int64_t length = 5;
  for (const bool norm_first : {false, true}) {
    TransformerDecoder decoder(8, 2, small(norm_first));
    const Tensor memory = input({2, 3, 8}, 1);
    Tensor target = input({2, length, 8});
    const Tensor whole = decoder(target, memory, {.causal = true});
    for (int64_t t = 0; t < length; ++t) {
      const Tensor other = cat({slice(target, 1, 0, t + 1), input({2, length - t - 1, 8}, 9)}, 1);
      const Tensor changed = decoder(other, memory, {.causal = true});
      CHECK(same_bits(slice(changed, 1, 0, t + 1), slice(whole, 1, 0, t + 1)));
      if (t + 1 < length)
        CHECK(difference(slice(changed, 1, t + 1), slice(whole, 1, t + 1)) > 1e-3);

      target.requires_grad_().zero_grad();
      const Tensor y = select(decoder(target, memory, {.causal = true}), 1, t);
      y.backward(input(y.shape(), 2));
      const Tensor later = slice(target.grad(), 1, t + 1);
      CHECK(same_bits(later, zeros(later.shape())));
      CHECK(difference(slice(target.grad(), 1, t, t + 1), zeros({2, 1, 8})) > 1e-3);
      target.requires_grad_(false);
    }
  }
}

TEST_CASE("decoding token after token gives what the whole gives") {
  const int64_t length = 6;
  for (const bool norm_first : {false, true}) {
    Transformer model(8, 2, small(norm_first));
    const Tensor source = input({2, 4, 8}, 1), target = input({2, length, 8});
    const AttentionOptions shown{.key_padding = lengths({4, 3}, 4)};
    const Tensor whole =
        model(source, target, {.source = shown, .target = {.causal = true}, .memory = shown});
    const Tensor memory = model.encoder(source, shown);
    for (int64_t t = 1; t <= length; ++t) {
      const Tensor y = model.decoder(slice(target, 1, 0, t), memory, {.causal = true}, shown);
      CHECK(difference(y, slice(whole, 1, 0, t)) < kSame);
    }
  }
}

// With relu: gelu's last bit depends on whether a number fills a register or is in an array's tail.
TEST_CASE("padding of sources and targets changes nothing of what is no padding, bit for bit") {
  for (const bool norm_first : {false, true}) {
    Transformer model(8, 2, small(norm_first, Activation::relu));
    const Tensor source = input({2, 4, 8}, 1), target = input({2, 3, 8}, 2);
    const Tensor alone = model(source, target);
    const AttentionOptions shown{.key_padding = lengths({4, 4}, 7)};
    const AttentionOptions written{.key_padding = lengths({3, 3}, 5)};
    for (const uint64_t seed : {3, 4}) {
      Tensor sources = cat({source, input({2, 3, 8}, seed)}, 1).requires_grad_();
      Tensor targets = cat({target, input({2, 2, 8}, seed)}, 1).requires_grad_();
      const Tensor padded = slice(
          model(sources, targets, {.source = shown, .target = written, .memory = shown}), 1, 0, 3);
      CHECK(same_bits(padded, alone));
      padded.backward(input(padded.shape(), 5));
      CHECK(same_bits(slice(sources.grad(), 1, 4), zeros({2, 3, 8})));
      CHECK(same_bits(slice(targets.grad(), 1, 3), zeros({2, 2, 8})));
    }
  }
}

TEST_CASE("a source of nothing but padding makes no NaN") {
  Transformer model(8, 2, small(false));
  const Mask padding = lengths({3, 0}, 3);
  Tensor source = input({2, 3, 8}).requires_grad_();
  const Tensor y = model(source, input({2, 4, 8}, 1),
                         {.source = {.key_padding = padding},
                          .target = {.causal = true},
                          .memory = {.key_padding = padding}});
  y.backward(ones(y.shape()));
  const auto finite = [](const Tensor& x) {
    return std::all_of(x.data(), x.data() + x.numel(), [](real v) { return std::isfinite(v); });
  };
  CHECK(finite(y));
  CHECK(finite(source.grad()));
  for (const Tensor& x : model.parameters()) CHECK(finite(x.grad()));
}

TEST_CASE("without positions a transformer does not know the order of tokens, with them it does") {
  const std::vector<int64_t> order = {3, 0, 4, 1, 2};
  for (const bool norm_first : {false, true}) {
    Transformer model(8, 2, small(norm_first));
    const Tensor source = input({2, 5, 8}, 1), target = input({2, 5, 8}, 2);
    CHECK(difference(model.encoder(reordered(source, order)),
                     reordered(model.encoder(source), order)) < kSame);
    CHECK(difference(model(source, reordered(target, order)),
                     reordered(model(source, target), order)) < kSame);
    CHECK(difference(model(reordered(source, order), target), model(source, target)) < kSame);
    PositionalEncoding placed(8, {.dropout = 0});
    CHECK(difference(model(placed(reordered(source, order)), target),
                     model(placed(source), target)) > 1e-3);
  }
}

TEST_CASE("a Transformer takes sequences of no token and of one, and batches of no example") {
  Transformer model(8, 2, small(false));
  for (const auto& [b, m, n] : {std::array<int64_t, 3>{2, 1, 1}, {2, 0, 3}, {2, 3, 0}, {0, 3, 2}})
    CHECK(model(zeros({b, m, 8}), zeros({b, n, 8})).shape() == Shape{b, n, 8});
}

TEST_CASE("an error in a Transformer names the part, and what does not fit") {
  Transformer model(8, 2, small(false));
  const Tensor source = ones({2, 4, 8}), target = ones({2, 3, 8});
  const auto error = [&](const Tensor& from, const Tensor& to, const TransformerMasks& masks = {}) {
    return error_of([&] { model(from, to, masks); });
  };
  const std::string memory = error(source, target, {.memory = {.key_padding = Mask(Shape{2, 3})}});
  CHECK(contains(memory, "tests/layers/test_transformer_rules.cpp:"));
  CHECK(contains(memory, "in decoder.layers.0.multihead_attn ("));
  CHECK(contains(memory, "key_padding does not fit the keys"));
  CHECK(contains(error(source, target, {.source = {.mask = Mask(Shape{3, 3})}}),
                 "in encoder.layers.0.self_attn ("));
  CHECK(contains(error(source, target, {.target = {.mask = Mask(Shape{4, 4})}}),
                 "in decoder.layers.0.self_attn ("));
  CHECK(contains(error(ones({2, 4, 6}), target), "was built for other widths"));
  CHECK(contains(error(ones({4, 8}), target), "needs (B, N, E), batch first"));
  CHECK(contains(error(source, ones({3, 3, 8})), "the batches differ"));
  CHECK(contains(error(Tensor(), target), "Tensor"));
  model.decoder.layers[1].multihead_attn.in_proj_bias = ones({24, 1});
  CHECK(contains(error(source, target), "in decoder.layers.1.multihead_attn ("));
  CHECK(contains(error_of([] { Transformer(10, 4); }), "heads must divide dim"));
  CHECK(contains(error_of([] { Transformer(8, 2, {.decoder_layers = 0}); }),
                 "decoder_layers must be at least 1"));
  CHECK(contains(error_of([] { TransformerEncoder(8, 2, {.encoder_layers = -1}); }),
                 "encoder_layers must be at least 1"));
  CHECK(contains(error_of([] { TransformerDecoderLayer(8, 2, {.dropout = 1.5}); }),
                 "dropout is the share"));
}

TEST_CASE("a Transformer leaves nothing behind") {
  const int64_t before = Node::live();
  {
    Transformer model(8, 2, small(true));
    const Tensor never_walked = model(input({2, 4, 8}), input({2, 3, 8}));
    model(input({2, 4, 8}), input({2, 3, 8})).backward(ones({2, 3, 8}));
  }
  CHECK(Node::live() == before);
}
