// The transformer's layers and stacks: what they own, how they begin, and their gradients.
#include <cmath>

#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "layers/transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

// How many numbers PyTorch's layers have, for E numbers a token and F hidden ones.
int64_t attention(int64_t e) { return 4 * e * e + 4 * e; }
int64_t feed_forward(int64_t e, int64_t f) { return 2 * e * f + f + e; }
int64_t encoder_layer(int64_t e, int64_t f) {
  return attention(e) + feed_forward(e, f) + 2 * 2 * e;
}
int64_t decoder_layer(int64_t e, int64_t f) {
  return 2 * attention(e) + feed_forward(e, f) + 3 * 2 * e;
}

// Further from relu's kink than any input brings it back.
void leave_the_kink(Linear& linear1) {
  for (int64_t i = 0; i < linear1.bias.numel(); ++i)
    linear1.bias.mutable_data()[i] = real(i % 2 ? 4.5 : -4.5);
}

const std::string layer_tail =
    "linear1.weight (6, 4), linear1.bias (6), linear2.weight (4, 6), linear2.bias (4), "
    "norm1.weight (4), norm1.bias (4), norm2.weight (4), norm2.bias (4)";
std::string attention_named(const std::string& name) {
  return name + ".in_proj_weight (12, 4), " + name + ".in_proj_bias (12), " + name +
         ".out_proj.weight (4, 4), " + name + ".out_proj.bias (4), ";
}

double largest(const Tensor& x) {
  double most = 0;
  for (int64_t i = 0; i < x.numel(); ++i) most = std::max(most, std::abs(double(x.data()[i])));
  return most;
}

}  // namespace

TEST_CASE("TransformerEncoderLayer, post-norm and pre-norm") {
  const int64_t dim = 8, hidden = 12;
  const auto activation = GENERATE(Activation::relu, Activation::gelu);
  for (const bool norm_first : {false, true}) {
    TransformerEncoderLayer layer(
        dim, 2,
        {.feedforward = hidden, .dropout = 0, .activation = activation, .norm_first = norm_first});
    CHECK(layer.num_parameters() == encoder_layer(dim, hidden));
    leave_the_kink(layer.linear1);
    const Tensor x = input({2, 3, dim});
    CHECK(layer(x).shape() == x.shape());
    check_gradients(
        layer, [&] { return layer(x); }, {x}, 40);
    // Alike tokens stay alike: nothing here knows where a token stands. Causal, it does.
    const Tensor alike = expand(ones({1, 1, dim}), {1, 3, dim});
    const Tensor y = layer(alike);
    CHECK(difference(select(y, 1, 0), select(y, 1, 2)) < kSame);
    CHECK(difference(select(layer(x, {.causal = true}), 1, 0),
                     select(layer(slice(x, 1, 0, 1)), 1, 0)) < kSame);
  }
}

TEST_CASE("TransformerDecoderLayer, post-norm and pre-norm") {
  const int64_t dim = 8, hidden = 12;
  const auto activation = GENERATE(Activation::relu, Activation::gelu);
  for (const bool norm_first : {false, true}) {
    TransformerDecoderLayer layer(
        dim, 2,
        {.feedforward = hidden, .dropout = 0, .activation = activation, .norm_first = norm_first});
    CHECK(layer.num_parameters() == decoder_layer(dim, hidden));
    leave_the_kink(layer.linear1);
    const Tensor target = input({2, 3, dim}), memory = input({2, 4, dim}, 8);
    const AttentionOptions cross{.key_padding =
                                     padding_mask(Indices(std::vector<int64_t>{4, 2}), 4)};
    CHECK(layer(target, memory).shape() == target.shape());
    CHECK(layer(target, slice(memory, 1, 0, 0)).shape() == target.shape());
    check_gradients(
        layer, [&] { return layer(target, memory, {.causal = true}, cross); }, {target, memory},
        40);
  }
}

TEST_CASE("a transformer owns PyTorch's tensors, in PyTorch's order") {
  const TransformerOptions options{.encoder_layers = 1, .decoder_layers = 2, .feedforward = 6};
  TransformerEncoderLayer encoder(4, 2, options);
  CHECK(owned(encoder) == attention_named("self_attn") + layer_tail);
  TransformerDecoderLayer decoder(4, 2, options);
  CHECK(owned(decoder) == attention_named("self_attn") + attention_named("multihead_attn") +
                              layer_tail + ", norm3.weight (4), norm3.bias (4)");
  Transformer whole(4, 2, options);
  const std::string names = owned(whole);
  CHECK(contains(names, "encoder.layers.0.self_attn.in_proj_weight (12, 4), "));
  CHECK(contains(names, "encoder.norm.weight (4), encoder.norm.bias (4), decoder.layers.0."));
  CHECK(contains(names, "decoder.layers.1.multihead_attn.out_proj.bias (4), "));
  CHECK(contains(names, "decoder.layers.1.norm3.bias (4), decoder.norm.weight (4), "));
  CHECK(whole.state_dict().size() == 12 + 2 * 18 + 4);
}

TEST_CASE("a transformer has as many parameters as PyTorch's") {
  const int64_t dim = 6, hidden = 10;
  TransformerOptions options{.encoder_layers = 3, .decoder_layers = 2, .feedforward = hidden};
  const int64_t encoders = 3 * encoder_layer(dim, hidden),
                decoders = 2 * decoder_layer(dim, hidden);
  CHECK(TransformerEncoder(dim, 2, options).num_parameters() == encoders + 2 * dim);
  CHECK(TransformerDecoder(dim, 2, options).num_parameters() == decoders + 2 * dim);
  CHECK(Transformer(dim, 2, options).num_parameters() == encoders + decoders + 4 * dim);
  options.final_norm = false;
  CHECK(Transformer(dim, 2, options).num_parameters() == encoders + decoders);
  // nn.Transformer(), which is the paper's base model without embeddings
  CHECK(6 * (encoder_layer(512, 2048) + decoder_layer(512, 2048)) + 4 * 512 == 44140544);
}

TEST_CASE("every matrix of a Transformer begins as Glorot and Bengio's, its layers differ") {
  Transformer model(20, 2, {.encoder_layers = 2, .decoder_layers = 2, .feedforward = 30});
  for (const auto& [name, x] : model.named_parameters()) {
    if (x.dim() != 2) continue;
    CAPTURE(name);
    const double bound = std::sqrt(6.0 / double(x.size(0) + x.size(1)));
    CHECK(largest(x) <= bound);
    CHECK(largest(x) > 0.95 * bound);
  }
  const auto& layers = model.encoder.layers;
  CHECK(difference(layers[0].linear1.weight, layers[1].linear1.weight) > 0.1);
  CHECK(largest(layers[0].self_attn.in_proj_bias) == 0);
  CHECK(largest(layers[0].linear1.bias) > 0);
}

TEST_CASE("a Transformer drops in training only, the same for the same seed") {
  Transformer model(4, 2, {.encoder_layers = 1, .decoder_layers = 1, .feedforward = 8});
  const Tensor source = input({1, 6, 4}), target = input({1, 5, 4}, 8);
  CHECK(difference(model(source, target), model(source, target)) > 0);
  const auto seeded = [&] {
    manual_seed(4);
    return model(source, target);
  };
  CHECK(difference(seeded(), seeded()) == 0);
  for (const bool decoder_alone : {false, true}) {  // each part drops by itself
    model.train();
    (decoder_alone ? static_cast<Module&>(model.encoder) : model.decoder).eval();
    CHECK(difference(model(source, target), model(source, target)) > 0);
  }
  model.eval();
  CHECK(difference(model(source, target), model(source, target)) == 0);
}
