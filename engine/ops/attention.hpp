// Scaled dot-product attention (Vaswani et al. 2017), fused, and step by step.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

struct AttentionOptions {
  std::optional<Mask> mask = {};     // (.., N, M) or what broadcasts to it; true: may attend
  bool causal = false;               // query i sees keys 0 … i only
  std::optional<double> scale = {};  // of the scores; 1/sqrt(d) if not given
};

// softmax(scale Q K^T) V: queries (.., N, d), keys (.., M, d), values (.., M, e) -> (.., N, e). The
// axes in front (batch, heads) must be equal. A query that may attend to nothing gives zeros. The
// weights are never stored: memory grows with N, and backward computes them again.
Tensor scaled_dot_product_attention(const Tensor& q, const Tensor& k, const Tensor& v,
                                    const AttentionOptions& options = {}, Place at = Place::here());

// The same for all heads of self-attention, read where the projection left them: qkv (B, N, 3 D),
// queries, keys, values side by side, each H heads of D/H -> (B, N, D). The mask is (B, H, N, N).
Tensor packed_attention(const Tensor& qkv, int64_t heads, const AttentionOptions& options = {},
                        Place at = Place::here());

struct AttentionResult {
  Tensor output;   // (.., N, e)
  Tensor weights;  // (.., N, M), each row sums to 1
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

}  // namespace heed::inline HEED_PRECISION
