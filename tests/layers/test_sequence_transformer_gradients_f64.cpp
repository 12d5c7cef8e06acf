// SequenceTransformer: its gradients against differences, in double.
#include "layers/models/sequence_transformer.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

TEST_CASE(
    "a SequenceTransformer's gradients are right, with the norm before and after, with and "
    "without residuals") {
  const bool norm_first = GENERATE(false, true), residual = GENERATE(false, true);
  Random random(4);
  SequenceTransformer model({.source_symbols = 5,
                             .target_symbols = 5,
                             .dim = 4,
                             .heads = 2,
                             .layers = {.encoder_layers = 1,
                                        .decoder_layers = 1,
                                        .feedforward = 6,
                                        .dropout = 0,
                                        .activation = Activation::gelu,
                                        .norm_first = norm_first,
                                        .residual = residual},
                             .longest = 6},
                            random);
  const Indices source(Shape{2, 3}, {3, 4, 3, 4, 0, 0}), target(Shape{2, 2}, {1, 3, 1, 4});
  const Indices lengths(std::vector<int64_t>{3, 1});
  check_gradients(
      model, [&] { return model(source, lengths, target); }, {}, 20);
}
