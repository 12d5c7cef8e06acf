// Stacks of a transformer's layers, and the complete Transformer (Vaswani et al. 2017).
#pragma once

#include <deque>
#include <optional>

#include "layers/transformer_layer.hpp"

namespace heed::inline HEED_PRECISION {

// options.encoder_layers layers, each on the result of the one before, then a norm unless
// options.final_norm is false (pre-norm needs it, since its sums pass none): (B, N, E) -> (B, N,
// E).
class TransformerEncoder : public Layer {
 public:
  std::deque<TransformerEncoderLayer> layers;
  std::optional<LayerNorm> norm;

  // ValueError unless `heads` divides `dim`, which is E.
  TransformerEncoder(int64_t dim, int64_t heads, const TransformerOptions& options = {},
                     Random& random = default_random(), Place at = Place::here());
  using Layer::operator();
  // The masks are the same for every layer.
  Tensor operator()(const Tensor& x, const AttentionOptions& options, Place at = Place::here());

  Tensor forward(const Tensor& x) override { return run(x, {}); }
  void visit(const Visitor& show) override;

 private:
  Tensor run(const Tensor& x, const AttentionOptions& options);
};

// options.decoder_layers layers, all with the same memory, then a norm unless options.final_norm is
// false: targets (B, N, E), memory (B, M, E) -> (B, N, E).
class TransformerDecoder : public Module {
 public:
  std::deque<TransformerDecoderLayer> layers;
  std::optional<LayerNorm> norm;

  // ValueError unless `heads` divides `dim`, which is E.
  TransformerDecoder(int64_t dim, int64_t heads, const TransformerOptions& options = {},
                     Random& random = default_random(), Place at = Place::here());
  // As TransformerDecoderLayer, with the same masks for every layer.
  Tensor operator()(const Tensor& target, const Tensor& memory, const AttentionOptions& self = {},
                    const AttentionOptions& cross = {}, Place at = Place::here());
  void visit(const Visitor& show) override;
};

// Who may attend to whom: the source's tokens to each other, the target's to each other, and the
// target's to the memory. PyTorch's src_mask is source.mask, its memory_key_padding_mask is
// memory.key_padding, and so on, but true means here: may attend.
struct TransformerMasks {
  AttentionOptions source = {}, target = {}, memory = {};
};

// Sources (B, M, E), targets (B, N, E) -> (B, N, E). Embedding, positions and the last linear layer
// are the caller's, as in PyTorch. Every matrix begins as xavier_uniform says. To write token after
// token, run the encoder once, and the decoder on its result.
class Transformer : public Module {
 public:
  TransformerEncoder encoder;
  TransformerDecoder decoder;

  // ValueError unless `heads` divides `dim`, which is E.
  explicit Transformer(int64_t dim = 512, int64_t heads = 8, const TransformerOptions& options = {},
                       Random& random = default_random(), Place at = Place::here());
  Tensor operator()(const Tensor& source, const Tensor& target, const TransformerMasks& masks = {},
                    Place at = Place::here());
  void visit(const Visitor& show) override;
};

}  // namespace heed::inline HEED_PRECISION
