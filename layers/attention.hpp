// MultiheadAttention: each query takes the values of the keys that are like it (Vaswani et al.
// 2017).
#pragma once

#include "engine/ops/attention.hpp"
#include "layers/linear.hpp"

namespace heed::inline HEED_PRECISION {

// What a MultiheadAttention is built with.
struct MultiheadOptions {
  double dropout = 0;                // of the weights, in training
  bool bias = true;                  // in_proj's and out_proj's
  std::optional<int64_t> kdim = {};  // how many numbers a key has, if not E; and a value
  std::optional<int64_t> vdim = {};
};

enum class HeadWeights { each, mean };  // (B, H, N, M), or their mean over the heads (B, N, M)

// Queries (B, N, E), keys (B, M, kdim) and values (B, M, vdim) -> (B, N, E), in `heads` heads of
// E / heads numbers, scaled by 1/sqrt(E / heads). PyTorch's names and packing, but sequences are
// always batch-first.
class MultiheadAttention : public Module {
 public:
  Tensor in_proj_weight;  // (3 E, E): for queries, keys, values, below each other; Xavier
  // Where kdim or vdim is not E, there are three instead: (E, E), (E, kdim), (E, vdim); Xavier.
  Tensor q_proj_weight, k_proj_weight, v_proj_weight;
  Tensor in_proj_bias;  // (3 E), zeros; or absent
  Linear out_proj;      // bias zeros

  // ValueError unless `heads` divides `dim`, which is E.
  MultiheadAttention(int64_t dim, int64_t heads, const MultiheadOptions& options = {},
                     Random& random = default_random(), Place at = Place::here());

  // The options' mask is (N, M), (B, N, M), or (B, H, N, M), key_padding is (B, M); true: may
  // attend. A query that may attend to nothing gives out_proj's bias. Dropout is the layer's own,
  // in training, whatever the options say. ShapeError where shapes do not fit.
  Tensor operator()(const Tensor& query, const Tensor& key, const Tensor& value,
                    const AttentionOptions& options = {}, Place at = Place::here());
  // Self-attention: queries, keys and values are all made of x.
  Tensor operator()(const Tensor& x, const AttentionOptions& options = {},
                    Place at = Place::here());
  // Step by step, and the weights with it, as dropout left them. The scores, and the weights of a
  // layer inside a model: layers/attention_watch.hpp.
  AttentionResult with_weights(const Tensor& query, const Tensor& key, const Tensor& value,
                               const AttentionOptions& options = {},
                               HeadWeights which = HeadWeights::each, Place at = Place::here());

  void visit(const Visitor& show) override;

 private:
  Shape widths() const;
  Heads project(const Tensor& query, const Tensor& key, const Tensor& value) const;
  AttentionOptions for_heads(const AttentionOptions& options) const;
  int64_t heads_;
  double dropout_;
};

}  // namespace heed::inline HEED_PRECISION
