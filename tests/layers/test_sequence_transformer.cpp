// SequenceTransformer: what it owns, who sees what, its maps, and what it refuses.
#include "engine/ops/loss.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/optim.hpp"
#include "layers/models/sequence_transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

const Indices kSource(Shape{3, 5}, {3, 4, 5, 3, 4, 5, 0, 0, 0, 0, 4, 3, 3, 0, 0});
const Indices kLengths(std::vector<int64_t>{5, 1, 3});
const Indices kTarget(Shape{3, 4}, {1, 3, 4, 5, 1, 4, 4, 0, 1, 6, 3, 3});

SequenceTransformerOptions small(bool norm_first, bool residual = true) {
  return {.source_symbols = 6,
          .target_symbols = 7,
          .dim = 8,
          .heads = 2,
          .layers = {.encoder_layers = 2,
                     .decoder_layers = 2,
                     .feedforward = 12,
                     .dropout = 0,
                     .norm_first = norm_first,
                     .residual = residual},
          .longest = 9};
}

SequenceTransformer made(const SequenceTransformerOptions& options) {
  Random random(12);
  return SequenceTransformer(options, random);
}

// (layers, weights and biases): attention 4 E^2 + 4 E, two linear layers, a norm 2 E.
int64_t count(const SequenceTransformerOptions& o) {
  const int64_t e = o.dim, f = o.layers.feedforward, attention = 4 * e * e + 4 * e;
  const int64_t linear = 2 * e * f + e + f, norm = 2 * e;
  const int64_t encoder = o.layers.encoder_layers * (attention + linear + 2 * norm);
  const int64_t decoder = o.layers.decoder_layers * (2 * attention + linear + 3 * norm);
  const int64_t last = o.layers.norm_first ? 2 * norm : 0;
  return encoder + decoder + last + e * (o.source_symbols + o.target_symbols) +
         o.target_symbols * (e + 1);
}

}  // namespace

TEST_CASE("a SequenceTransformer has as many parameters as its formula says, whatever its heads") {
  SequenceTransformerOptions options = small(GENERATE(false, true));
  options.heads = GENERATE(1, 2, 4, 8);
  CHECK(made(options).num_parameters() == count(options));
}

TEST_CASE("a SequenceTransformer names what it owns") {
  SequenceTransformer model = made(small(true));
  CHECK(contains(owned(model), "source_embedding.weight (6, 8), target_embedding.weight (7, 8)"));
  CHECK(contains(owned(model), "encoder.layers.1.self_attn.in_proj_weight (24, 8)"));
  CHECK(contains(owned(model), "decoder.layers.0.multihead_attn.out_proj.bias (8)"));
  CHECK(contains(owned(model), "decoder.norm.weight (8)"));
  SequenceTransformer post = made(small(false));  // ends in its last layer's norm
  CHECK(!contains(owned(post), "decoder.norm.weight"));
}

TEST_CASE("what a SequenceTransformer says of a symbol depends on none that comes later") {
  SequenceTransformer model = made(small(GENERATE(false, true)));
  const Tensor y = model(kSource, kLengths, kTarget);
  CHECK(y.shape() == Shape{3, 4, 7});
  Indices other = kTarget;
  for (int64_t b = 0; b < 3; ++b) other.mutable_data()[b * 4 + 2] = 2;
  const Tensor changed = model(kSource, kLengths, other);
  CHECK(difference(slice(y, 1, 0, 2), slice(changed, 1, 0, 2)) == 0);
  CHECK(difference(slice(y, 1, 2), slice(changed, 1, 2)) > 1e-3);
}

TEST_CASE("a SequenceTransformer does not see how far a source is padded, nor with what") {
  SequenceTransformer model = made(small(GENERATE(false, true)));
  const Tensor y = model(kSource, kLengths, kTarget);
  const Indices alone(Shape{1, 1}, {5}), longer(Shape{1, 3}, {5, 4, 4});
  const Indices one(std::vector<int64_t>{1}), target(Shape{1, 4}, {1, 4, 4, 0});
  CHECK(difference(model(alone, one, target), slice(y, 0, 1, 2)) < kSame);
  CHECK(difference(model(longer, one, target), slice(y, 0, 1, 2)) < kSame);
}

TEST_CASE("without positions a SequenceTransformer takes a source for a bag of symbols") {
  SequenceTransformerOptions options = small(true);
  const Indices word(Shape{1, 3}, {3, 4, 5}), turned(Shape{1, 3}, {5, 4, 3});
  const Indices length(std::vector<int64_t>{3}), bos(Shape{1, 1}, {1});
  SequenceTransformer ordered = made(options);
  CHECK(difference(ordered(word, length, bos), ordered(turned, length, bos)) > 1e-3);
  options.positions = false;
  SequenceTransformer bag = made(options);
  CHECK(difference(bag(word, length, bos), bag(turned, length, bos)) < kSame);
}

TEST_CASE("a decoder's layer computes the same with its own attentions given from outside") {
  const SequenceTransformerOptions options = small(GENERATE(false, true), GENERATE(false, true));
  SequenceTransformer model = made(options);
  const Evaluation evaluation(model);
  Random random(5);
  const Tensor x = randn({2, 3, 8}, random), memory = randn({2, 4, 8}, random);
  TransformerDecoderLayer& decoder = model.decoder.layers[1];
  const auto self = [&](const Tensor& t) { return decoder.self_attn(t, {.causal = true}); };
  const auto cross = [&](const Tensor& t) { return decoder.multihead_attn(t, memory, memory); };
  CHECK(difference(decoder.attending(x, self, cross), decoder(x, memory, {.causal = true})) == 0);
  const auto nothing = [](const Tensor& t) { return zeros(t.shape()); };
  CHECK(difference(decoder.attending(x, nothing, cross), decoder.attending(x, self, cross)) > 1e-3);
  CHECK(difference(decoder.attending(x, self, nothing), decoder.attending(x, self, cross)) > 1e-3);
}

TEST_CASE("the maps of a SequenceTransformer are the weights of its layers, each in its place") {
  SequenceTransformer model = made(small(GENERATE(false, true)));
  const TransformerMaps maps = model.maps(kSource, kLengths, kTarget);
  const Evaluation evaluation(model);
  const SourceMemory memory = model.read(kSource, kLengths);
  TransformerEncoderLayer& encoder = model.encoder.layers[0];
  TransformerDecoderLayer& decoder = model.decoder.layers[0];
  const Tensor x = model.embed(model.source_embedding, kSource);
  const Tensor asked = model.options().layers.norm_first ? encoder.norm1(x) : x;
  const AttentionOptions shown = {.key_padding = memory.shown};
  CHECK(difference(maps.encoder[0],
                   encoder.self_attn.with_weights(asked, asked, asked, shown).weights) < kSame);
  Tensor own, other;  // what the decoder's attentions are asked with
  decoder.attending(
      model.embed(model.target_embedding, kTarget),
      [&](const Tensor& t) { return decoder.self_attn(own = t, {.causal = true}); },
      [&](const Tensor& t) {
        return decoder.multihead_attn(other = t, memory.states, memory.states, shown);
      });
  CHECK(difference(maps.decoder[0],
                   decoder.self_attn.with_weights(own, own, own, {.causal = true}).weights) <
        kSame);
  CHECK(
      difference(
          maps.cross[0],
          decoder.multihead_attn.with_weights(other, memory.states, memory.states, shown).weights) <
      kSame);
}

TEST_CASE("the maps of a SequenceTransformer have rows that sum to 1, and none looks ahead") {
  SequenceTransformer model = made(small(GENERATE(false, true)));
  const TransformerMaps maps = model.maps(kSource, kLengths, kTarget);
  REQUIRE(maps.encoder.size() == 2);
  CHECK(maps.encoder[1].shape() == Shape{3, 2, 5, 5});
  CHECK(maps.decoder[1].shape() == Shape{3, 2, 4, 4});
  CHECK(maps.cross[1].shape() == Shape{3, 2, 4, 5});
  for (const auto* kind : {&maps.encoder, &maps.decoder, &maps.cross})
    for (const Tensor& map : *kind)
      CHECK(difference(sum(map, -1), ones({3, 2, map.size(2)})) < kSame);
  CHECK(maps.decoder[0].at({0, 1, 1, 2}) == 0);
  CHECK(maps.cross[0].at({1, 0, 0, 1}) == 0);  // padding
  CHECK(model.training());
}

TEST_CASE("a SequenceTransformer learns to turn three symbols round") {
  Random random(3);
  SequenceTransformer model(
      {.source_symbols = 8,
       .target_symbols = 8,
       .dim = 32,
       .layers = {.encoder_layers = 1, .decoder_layers = 1, .feedforward = 32, .dropout = 0}},
      random);
  Adam optimizer(model.parameters(), {.lr = 5e-3});
  double last = 10;
  for (int step = 0; step < 120; ++step) {
    Indices source(Shape{32, 3}), in(Shape{32, 3}, 1), out(Shape{32, 3});
    for (int64_t b = 0; b < 32; ++b)
      for (int64_t t = 0; t < 3; ++t) {
        const int64_t symbol = 3 + random.integer(5);
        source.mutable_data()[b * 3 + t] = out.mutable_data()[b * 3 + 2 - t] = symbol;
        if (t > 0) in.mutable_data()[b * 3 + 3 - t] = symbol;  // what is out one step before
      }
    const Tensor logits = model(source, Indices(Shape{32}, 3), in);
    const Tensor loss = cross_entropy(reshape(logits, {96, 8}), out.reshape({96}));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    last = double(loss.item());
  }
  CHECK(last < 0.2);  // guessing: ln 5 = 1.61
}

TEST_CASE("a SequenceTransformer refuses what it has no position for, or cannot be") {
  SequenceTransformer model = made(small(true));
  const Indices lengths(std::vector<int64_t>{10});
  const std::string long_source = error_of([&] { model.read(Indices(Shape{1, 10}, 3), lengths); });
  CHECK(contains(long_source, "there are positions for 1 … 9 symbols, not for 10"));
  const SourceMemory memory = model.read(kSource, kLengths);
  CHECK(contains(error_of([&] {
                   model.write(memory, Indices(Shape{3, 10}, 3));
                 }),
                 "build the model with a greater `longest`"));
  CHECK(contains(error_of([&] { model.write(memory, Indices(Shape{3}, 3)); }), "needs (B, T)"));
  SequenceTransformerOptions options = small(true);
  options.eos = 7;
  CHECK(contains(error_of([&] { made(options); }), "bos and eos must be target symbols"));
  options = small(true);
  options.longest = 0;
  CHECK(contains(error_of([&] { made(options); }), "longest must be at least 1"));
  options = small(true);
  options.heads = 3;
  CHECK(contains(error_of([&] { made(options); }), "heads must divide dim"));
}
