// Attention step by step: the definition of the fused form, for whoever wants to see the weights.

#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"

namespace heed::inline HEED_PRECISION {

AttentionResult attention_with_weights(const Tensor& q, const Tensor& k, const Tensor& v,
                                       const AttentionOptions& options, Place at) {
  const Op op("attention_with_weights", at);
  const Term never(-std::numeric_limits<double>::infinity(), at);
  Tensor scores = Term(matmul(q, k, {.b = true}, at), at) *
                  options.scale.value_or(1 / std::sqrt(double(q.size(-1))));
  if (options.mask) scores = where(*options.mask, {scores, at}, never);
  if (options.causal) scores = where(causal_mask(q.size(-2), k.size(-2)), {scores, at}, never);
  const Tensor weights = softmax(scores, -1, at);
  return {matmul(weights, v, {}, at), weights};
}

Heads split_heads(const Tensor& qkv, int64_t heads, Place at) {
  if (qkv.dim() != 3 || heads < 1 || qkv.size(2) % (3 * heads) != 0)
    throw ShapeError(explain("split_heads", at,
                             "cannot split into " + std::to_string(heads) + " heads",
                             {{"qkv", qkv.shape(), {-1}}},
                             "needs (B, N, 3 D), and D a multiple of the number of heads"));
  const int64_t batch = qkv.size(0), n = qkv.size(1), depth = qkv.size(2) / (3 * heads);
  const Tensor parts = permute(reshape(qkv, {batch, n, 3, heads, depth}, at), {2, 0, 3, 1, 4}, at);
  return {select(parts, 0, 0, at), select(parts, 0, 1, at), select(parts, 0, 2, at)};
}

Tensor merge_heads(const Tensor& x, Place at) {
  if (x.dim() != 4)
    throw ShapeError(explain("merge_heads", at, "cannot merge", {{"x", x.shape()}},
                             "needs heads apart, (B, H, N, d)"));
  return reshape(transpose(x, 1, 2, at), {x.size(0), x.size(2), x.size(1) * x.size(3)}, at);
}

Mask causal_mask(int64_t queries, int64_t keys) {
  Mask mask(Shape{queries, keys});
  for (int64_t i = 0; i < queries; ++i)
    for (int64_t j = 0; j < keys; ++j) mask.mutable_data()[i * keys + j] = j <= i;
  return mask;
}

}  // namespace heed::inline HEED_PRECISION
