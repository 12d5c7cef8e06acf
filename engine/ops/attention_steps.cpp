// Attention step by step: the definition of the fused form, for whoever wants to see the weights.

#include <algorithm>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention_layout.hpp"
#include "engine/ops/dropout.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

Tensor scores_of(const Op& op, const Tensor& q, const Tensor& k, const AttentionOptions& options) {
  const Place at = op.at();
  const Term never(-std::numeric_limits<double>::infinity(), at);
  Tensor scores = matmul(q, k, {.b = true}, at);
  check_options(op, options, scores.shape());
  scores = Term(scores, at) * scale_of(options, q.size(-1));
  if (options.mask) scores = where(*options.mask, {scores, at}, never);
  if (options.key_padding) {
    Shape shape = scores.shape();  // (B, 1, .., 1, M): the same for all heads and queries
    std::fill(shape.begin() + 1, shape.end() - 1, 1);
    scores = where(options.key_padding->reshape(shape), {scores, at}, never);
  }
  if (options.causal) scores = where(causal_mask(q.size(-2), k.size(-2)), {scores, at}, never);
  return scores;
}

}  // namespace

Tensor attention_scores(const Tensor& q, const Tensor& k, const AttentionOptions& options,
                        Place at) {
  const Op op("attention_scores", at);
  return scores_of(op, q, k, options);
}

AttentionResult attention_with_weights(const Tensor& q, const Tensor& k, const Tensor& v,
                                       const AttentionOptions& options, Place at) {
  const Op op("attention_with_weights", at);
  const Tensor scores = scores_of(op, q, k, options);
  const Tensor weights =
      dropout(softmax(scores, -1, at), options.dropout, true, default_random(), at);
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

Mask padding_mask(const Indices& lengths, int64_t longest, Place at) {
  const auto refuse = [&](const std::string& problem) {
    throw ValueError(explain("padding_mask", at, problem, {{"lengths", lengths.shape()}},
                             "needs lengths (B), each 0 to the longest"));
  };
  if (longest < 0) refuse("the longest is " + std::to_string(longest));
  if (lengths.shape().rank() != 1) refuse("lengths is no list");
  Mask mask(Shape{lengths.numel(), longest}, 0, at);
  for (int64_t b = 0; b < lengths.numel(); ++b) {
    if (lengths[b] < 0 || lengths[b] > longest)
      refuse("length " + std::to_string(b) + " is " + std::to_string(lengths[b]) +
             ", the longest " + std::to_string(longest));
    std::fill_n(mask.mutable_data() + b * longest, lengths[b], uint8_t(1));
  }
  return mask;
}

}  // namespace heed::inline HEED_PRECISION
