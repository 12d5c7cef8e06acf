// The gradients of a whole Transformer: in double, since so many layers bend too much for
// differences in float.
#include "layers/transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed) {
  Random random(seed);
  return rand(shape, -2, 2, random);
}

}  // namespace

TEST_CASE("a Transformer's gradients are right") {
  for (const bool norm_first : {false, true}) {
    Transformer model(4, 2,
                      {.encoder_layers = 2,
                       .decoder_layers = 2,
                       .feedforward = 6,
                       .dropout = 0,
                       .activation = Activation::gelu,
                       .norm_first = norm_first});
    const Tensor source = input({2, 4, 4}, 7), target = input({2, 3, 4}, 8);
    const Mask padding = padding_mask(Indices(std::vector<int64_t>{4, 2}), 4);
    const TransformerMasks masks{.source = {.key_padding = padding},
                                 .target = {.causal = true},
                                 .memory = {.key_padding = padding}};
    check_gradients(
        model, [&] { return model(source, target, masks); }, {source, target}, 12);
  }
}
