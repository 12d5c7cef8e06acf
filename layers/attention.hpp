// MultiheadAttention: each query takes the values of the keys that are like it (Vaswani et al.
// 2017).
#pragma once

#include "engine/ops/attention.hpp"
#include "layers/linear.hpp"

namespace heed::inline HEED_PRECISION {

struct MultiheadOptions {
  double dropout = 0;  // of the weights, in training
  bool bias = true;
};

// Queries (B, N, E), keys and values (B, M, E) -> (B, N, E), in `heads` heads of E / heads numbers,
// scaled by 1/sqrt(E / heads). PyTorch's names and packing, but sequences are always batch-first.
class MultiheadAttention : public Module {
 public:
  Tensor in_proj_weight;  // (3 E, E): for queries, keys, values, below each other; Xavier
  Tensor in_proj_bias;    // (3 E), zeros; or absent
  Linear out_proj;        // bias zeros

  // ValueError unless `heads` divides `dim`.
  MultiheadAttention(int64_t dim, int64_t heads, const MultiheadOptions& options = {},
                     Random& random = default_random(), Place at = Place::here());

  // The options' mask is (N, M), (B, N, M), or (B, H, N, M); true: may attend.
  Tensor operator()(const Tensor& query, const Tensor& key, const Tensor& value,
                    const AttentionOptions& options = {}, Place at = Place::here());
  // Self-attention: queries, keys and values are all made of x.
  Tensor operator()(const Tensor& x, const AttentionOptions& options = {},
                    Place at = Place::here());
  // The weights of every head, too: (B, H, N, M).
  AttentionResult with_weights(const Tensor& query, const Tensor& key, const Tensor& value,
                               const AttentionOptions& options = {}, Place at = Place::here());

  void visit(const Visitor& show) override;

 private:
  Heads project(const Tensor& query, const Tensor& key, const Tensor& value) const;
  AttentionResult step_by_step(const Heads& heads, const AttentionOptions& options) const;
  AttentionOptions for_heads(const AttentionOptions& options) const;
  int64_t heads_;
  double dropout_;
};

}  // namespace heed::inline HEED_PRECISION
