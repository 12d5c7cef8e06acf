// Scaled dot-product attention (Vaswani et al. 2017), fused, and step by step.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Query i attends to key j where all of mask, key_padding and causal allow it. In masks, true means
// that it may: the other way round than in most of PyTorch.
struct AttentionOptions {
  std::optional<Mask> mask = {};         // (.., N, M) or what broadcasts to it
  std::optional<Mask> key_padding = {};  // (B, M), B the first axis: false where a key is padding
  bool causal = false;                   // query i sees keys 0 … i only
  std::optional<double> scale = {};      // of the scores, above 0; 1/sqrt(d) if not given
  double dropout = 0;  // the share of the weights that is dropped, from default_random()
};

// softmax(scale Q K^T) V: queries (.., N, d), keys (.., M, d), values (.., M, e) -> (.., N, e). The
// axes in front (batch, heads) must be equal. A query that may attend to nothing gives zeros. The
// weights are never stored: memory grows with N, and backward computes them again. ShapeError where
// shapes do not fit, ValueError where a number of the options is outside its range.
Tensor scaled_dot_product_attention(const Tensor& q, const Tensor& k, const Tensor& v,
                                    const AttentionOptions& options = {}, Place at = Place::here());

// The same for heads read where a projection left them, side by side: q (B, N, D), k (B, M, D),
// v (B, M, E), each H heads of D/H or E/H -> (B, N, E). The mask is (B, H, N, M).
Tensor packed_cross_attention(const Tensor& q, const Tensor& k, const Tensor& v, int64_t heads,
                              const AttentionOptions& options = {}, Place at = Place::here());
// And for self-attention, whose queries, keys and values are one array: qkv (B, N, 3 D)
// -> (B, N, D).
Tensor packed_attention(const Tensor& qkv, int64_t heads, const AttentionOptions& options = {},
                        Place at = Place::here());

// scale Q K^T, which softmax makes weights of, and -inf where a query may not attend to a key:
// (.., N, d), (.., M, d) -> (.., N, M). Dropout is of the weights, not of these. Errors as above.
Tensor attention_scores(const Tensor& q, const Tensor& k, const AttentionOptions& options = {},
                        Place at = Place::here());

// What the queries take from the values, and by which weights.
struct AttentionResult {
  Tensor output;   // (.., N, e)
  Tensor weights;  // (.., N, M): each row sums to 1, or to 0 if its query may attend to nothing
};

// The same, step by step, and the weights with it: the definition that the fused form is tested
// against.
AttentionResult attention_with_weights(const Tensor& q, const Tensor& k, const Tensor& v,
                                       const AttentionOptions& options = {},
                                       Place at = Place::here());

// qkv (B, N, 3 D) taken apart: queries, keys, values, each (B, H, N, D/H).
struct Heads {
  Tensor q, k, v;
};
Heads split_heads(const Tensor& qkv, int64_t heads, Place at = Place::here());
// (B, H, N, d) -> (B, N, H d): the heads side by side again.
Tensor merge_heads(const Tensor& x, Place at = Place::here());

Mask causal_mask(int64_t queries, int64_t keys);  // (N, M): query i may attend to keys 0 … i
// (B, M): example b has lengths[b] tokens, and what lies behind them is padding. ValueError unless
// each length is 0 … M.
Mask padding_mask(const Indices& lengths, int64_t longest, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
