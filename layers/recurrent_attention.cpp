// Scores of each query with all keys, and what is the same for all scores: masks, weights, context.

#include "layers/recurrent_attention.hpp"

#include <limits>

#include "engine/ops/alignment.hpp"
#include "engine/ops/index_range.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/attention_watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// The mask (B, 1, N) or (B, M, N) of both conditions, if there is one.
std::optional<Mask> allowed(const KeyOptions& options, const Tensor& scores) {
  std::optional<Mask> mask = options.mask;
  const int64_t batch = scores.size(0), keys = scores.size(2);
  if (mask && mask->shape() == Shape{batch, keys}) mask = mask->reshape({batch, 1, keys});
  if (mask && mask->shape() != Shape{batch, 1, keys} && mask->shape() != scores.shape())
    throw ShapeError(explain("attention", Place::here(), "the mask does not fit the scores",
                             {{"mask", mask->shape()}, {"scores", scores.shape()}},
                             "needs (B, N) or (B, M, N)"));
  if (!options.lengths) return mask;
  if (options.lengths->shape() != Shape{batch})
    throw ShapeError(
        explain("attention", Place::here(), "not one length for each sentence",
                {{"lengths", options.lengths->shape()}, {"scores", scores.shape(), {-3}}},
                "needs (B), here (" + std::to_string(batch) + ")"));
  const Mask within = length_mask(*options.lengths, keys);
  if (!mask) return within.reshape({batch, 1, keys});
  const int64_t rows = mask->shape()[1];
  for (int64_t i = 0; i < mask->numel(); ++i)
    if (!within[i / (rows * keys) * keys + i % keys]) mask->mutable_data()[i] = 0;
  return mask;
}

// Of scores (B, M, N).
Attended attend(Tensor scores, const Tensor& values, const KeyOptions& options, bool one_query) {
  if (values.dim() != 3 || values.size(0) != scores.size(0) || values.size(1) != scores.size(2))
    throw ShapeError(explain("attention", Place::here(), "values and scores do not fit",
                             {{"values", values.shape()}, {"scores", scores.shape()}},
                             "needs a value for each key: (B, N, D) and (B, M, N)"));
  if (const std::optional<Mask> mask = allowed(options, scores))
    scores = where(*mask, scores, -std::numeric_limits<double>::infinity());
  AttentionWatch::report([&] { return one_query ? squeeze(scores, 1) : scores; });
  const Tensor weights = softmax(scores, -1), context = matmul(weights, values);
  if (!one_query) return {context, weights};
  return {squeeze(context, 1), squeeze(weights, 1)};
}

// (B, q) as (B, 1, q).
Tensor many(const Tensor& query) { return query.dim() == 2 ? unsqueeze(query, 1) : query; }

int64_t checked_depth(int64_t query, int64_t value, int64_t hidden, Place at) {
  check_sizes("AdditiveAttention", {{"query", query}, {"value", value}, {"hidden", hidden}}, at);
  return hidden;
}

}  // namespace

Mask length_mask(const Indices& lengths, int64_t n, Place at) {
  const Op op("length_mask", at);
  check_range(op, "lengths", lengths, n + 1, "a length is at most " + std::to_string(n));
  Shape shape = lengths.shape();
  shape.push_back(n);
  Mask mask(shape);
  for (int64_t i = 0; i < mask.numel(); ++i) mask.mutable_data()[i] = i % n < lengths[i / n];
  return mask;
}

AdditiveAttention::AdditiveAttention(int64_t query, int64_t value, int64_t hidden, bool bias,
                                     Random& random, Place at)
    : query_proj(query, checked_depth(query, value, hidden, at), false, random, at),
      key_proj(value, hidden, bias, random, at),
      v(fan_in_uniform({hidden}, hidden, random)) {}

Tensor AdditiveAttention::project(const Tensor& values, Place at) {
  const Running here(*this, at);
  return key_proj(values);
}

Attended AdditiveAttention::operator()(const Tensor& query, const Tensor& keys,
                                       const Tensor& values, const KeyOptions& options, Place at) {
  const Running here(*this, at);
  const Tensor scores = additive_scores(many(query_proj(query)), keys, v);
  return attend(scores, values, options, query.dim() == 2);
}

void AdditiveAttention::visit(const Visitor& show) {
  show.parameter("v", v);
  show.child("query_proj", query_proj);
  show.child("key_proj", key_proj);
}

LuongAttention::LuongAttention(int64_t query, int64_t value, LuongScore score,
                               std::optional<int64_t> hidden, Random& random, Place at)
    : query_(query), score_(score) {
  const int64_t depth = hidden.value_or(query);
  check_sizes("LuongAttention", {{"query", query}, {"value", value}, {"hidden", depth}}, at);
  if (score == LuongScore::dot && query != value)
    throw ValueError(explain("LuongAttention", at,
                             "the dot product of " + std::to_string(query) + " and " +
                                 std::to_string(value) + " numbers",
                             {}, "needs as many in queries as in values; LuongScore::general?"));
  if (score == LuongScore::general) weight = fan_in_uniform({query, value}, value, random);
  if (score != LuongScore::concat) return;
  weight = fan_in_uniform({depth, query + value}, query + value, random);
  v = fan_in_uniform({depth}, depth, random);
}

// W_a [s; h] = W_s s + W_h h: the part of h, too, is computed once a sentence.
Tensor LuongAttention::project(const Tensor& values, Place at) {
  const Running here(*this, at);
  if (score_ == LuongScore::dot) return values;
  return linear(values, score_ == LuongScore::general ? weight : slice(weight, 1, query_));
}

Attended LuongAttention::operator()(const Tensor& query, const Tensor& keys, const Tensor& values,
                                    const KeyOptions& options, Place at) {
  const Running here(*this, at);
  const bool one_query = query.dim() == 2;
  if (score_ != LuongScore::concat)
    return attend(matmul(many(query), keys, {.b = true}), values, options, one_query);
  const Tensor part = linear(query, slice(weight, 1, 0, query_));
  return attend(additive_scores(many(part), keys, v), values, options, one_query);
}

void LuongAttention::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("v", v);
}

}  // namespace heed::inline HEED_PRECISION
