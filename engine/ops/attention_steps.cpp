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
  const int64_t batch = qkv.size(0, at), n = qkv.size(1, at);
  const Tensor parts = permute(reshape(qkv, {batch, n, 3, heads, -1}, at), {2, 0, 3, 1, 4}, at);
  return {select(parts, 0, 0, at), select(parts, 0, 1, at), select(parts, 0, 2, at)};
}

Tensor merge_heads(const Tensor& x, Place at) {
  return reshape(transpose(x, 1, 2, at), {x.size(0, at), x.size(2, at), -1}, at);
}

Mask causal_mask(int64_t queries, int64_t keys) {
  Mask mask(Shape{queries, keys});
  for (int64_t i = 0; i < queries; ++i)
    for (int64_t j = 0; j < keys; ++j) mask.mutable_data()[i * keys + j] = j <= i;
  return mask;
}

}  // namespace heed::inline HEED_PRECISION
