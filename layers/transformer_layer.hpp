// The layers that a transformer is made of (Vaswani et al. 2017): the encoder's and the decoder's.
#pragma once

#include <functional>

#include "layers/attention.hpp"
#include "layers/dropout.hpp"
#include "layers/feed_forward.hpp"
#include "layers/norm.hpp"

namespace heed::inline HEED_PRECISION {

// As in PyTorch, but for the names of the flags. Post-norm, as in the paper, normalises after each
// sum; pre-norm (norm_first) before each part, which trains deep models without a warm-up (Xiong et
// al. 2020).
struct TransformerOptions {
  int64_t encoder_layers = 6, decoder_layers = 6;  // of the stacks (layers/transformer.hpp)
  bool final_norm = true;      // of a stack: one more norm behind its last layer
  int64_t feedforward = 2048;  // hidden numbers of the two linear layers
  double dropout = 0.1;        // of the attention's weights, and of what each part adds
  Activation activation = Activation::relu;
  bool norm_first = false;
  double eps = 1e-5;
  bool residual = true;  // false: a part's result takes the place of what came in; to see the cost
};

// Self-attention, then two linear layers on each token; each is added to what came in.
// (B, N, E) -> (B, N, E).
class TransformerEncoderLayer : public Layer {
 public:
  MultiheadAttention self_attn;
  Linear linear1, linear2;
  LayerNorm norm1, norm2;
  Dropout dropout, dropout1, dropout2;

  // ValueError unless `heads` divides `dim`, which is E.
  TransformerEncoderLayer(int64_t dim, int64_t heads, const TransformerOptions& options = {},
                          Random& random = default_random(), Place at = Place::here());
  using Layer::operator();
  // With masks: see AttentionOptions and MultiheadAttention.
  Tensor operator()(const Tensor& x, const AttentionOptions& options, Place at = Place::here());

  Tensor forward(const Tensor& x) override { return run(x, {}); }
  void visit(const Visitor& show) override;

 private:
  Tensor run(const Tensor& x, const AttentionOptions& options);
  Activation activation_;
  bool norm_first_, residual_;
};

// Self-attention of the target's tokens, then attention from them to the memory, which is what an
// encoder made of the source, then two linear layers; each is added to what came in.
// Targets (B, N, E), memory (B, M, E) -> (B, N, E).
class TransformerDecoderLayer : public Module {
 public:
  MultiheadAttention self_attn, multihead_attn;
  Linear linear1, linear2;
  LayerNorm norm1, norm2, norm3;
  Dropout dropout, dropout1, dropout2, dropout3;

  // ValueError unless `heads` divides `dim`, which is E.
  TransformerDecoderLayer(int64_t dim, int64_t heads, const TransformerOptions& options = {},
                          Random& random = default_random(), Place at = Place::here());
  // `self` masks the target's tokens for each other: {.causal = true} while learning to write one
  // token after the other. `cross` masks the memory's.
  Tensor operator()(const Tensor& target, const Tensor& memory, const AttentionOptions& self = {},
                    const AttentionOptions& cross = {}, Place at = Place::here());
  // The same with other ways to attend: what `self` and `cross` make of tokens (B, N, E) stands for
  // what the two attentions make of them. So a decoder can keep keys and values.
  using Attend = std::function<Tensor(const Tensor& tokens)>;
  Tensor attending(const Tensor& target, const Attend& self, const Attend& cross,
                   Place at = Place::here());
  void visit(const Visitor& show) override;

 private:
  Activation activation_;
  bool norm_first_, residual_;
};

}  // namespace heed::inline HEED_PRECISION
