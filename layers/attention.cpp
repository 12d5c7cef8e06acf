// MultiheadAttention: each query takes the values of the keys that are like it.

#include "layers/attention.hpp"

#include "engine/ops/dropout.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

int64_t checked_dim(int64_t dim, int64_t heads, double dropout, Place at) {
  check_sizes("MultiheadAttention", {{"dim", dim}, {"heads", heads}}, at);
  check_dropout("MultiheadAttention", dropout, at);
  if (dim % heads == 0) return dim;
  throw ValueError(explain(
      "MultiheadAttention", at,
      "cannot split " + std::to_string(dim) + " numbers into " + std::to_string(heads) + " heads",
      {}, "heads must divide dim"));
}

}  // namespace

MultiheadAttention::MultiheadAttention(int64_t dim, int64_t heads, const MultiheadOptions& options,
                                       Random& random, Place at)
    : out_proj(checked_dim(dim, heads, options.dropout, at), dim, options.bias, random, at),
      heads_(heads),
      dropout_(options.dropout) {
  in_proj_weight = xavier_uniform({3 * dim, dim}, random);
  if (!options.bias) return;
  in_proj_bias = parameter(zeros({3 * dim}));
  out_proj.bias = parameter(zeros({dim}));
}

Tensor MultiheadAttention::operator()(const Tensor& query, const Tensor& key, const Tensor& value,
                                      const AttentionOptions& options, Place at) {
  if (query.node() == key.node() && key.node() == value.node()) return (*this)(query, options, at);
  const Running here(*this, at);
  const Heads heads = project(query, key, value);
  if (dropout_ > 0 && training()) return out_proj(merge_heads(step_by_step(heads, options).output));
  return out_proj(
      merge_heads(scaled_dot_product_attention(heads.q, heads.k, heads.v, for_heads(options))));
}

Tensor MultiheadAttention::operator()(const Tensor& x, const AttentionOptions& options, Place at) {
  const Running here(*this, at);
  const Tensor qkv = linear(x, in_proj_weight, in_proj_bias);  // (B, N, 3 E)
  if (dropout_ > 0 && training())
    return out_proj(merge_heads(step_by_step(split_heads(qkv, heads_), options).output));
  return out_proj(packed_attention(qkv, heads_, for_heads(options)));
}

AttentionResult MultiheadAttention::with_weights(const Tensor& query, const Tensor& key,
                                                 const Tensor& value,
                                                 const AttentionOptions& options, Place at) {
  const Running here(*this, at);
  AttentionResult result = step_by_step(project(query, key, value), options);
  result.output = out_proj(merge_heads(result.output));
  return result;
}

AttentionResult MultiheadAttention::step_by_step(const Heads& heads,
                                                 const AttentionOptions& options) const {
  AttentionResult result = attention_with_weights(heads.q, heads.k, heads.v, for_heads(options));
  if (dropout_ > 0 && training()) {
    result.weights = dropout(result.weights, dropout_, true);
    result.output = matmul(result.weights, heads.v);
  }
  return result;
}

// Three linear maps, whose weights lie below each other in in_proj_weight; then (B, N, E) is seen
// as (B, N, H, E/H) and turned to (B, H, N, E/H).
Heads MultiheadAttention::project(const Tensor& query, const Tensor& key,
                                  const Tensor& value) const {
  const int64_t dim = in_proj_weight.size(1);
  const auto part = [&](const Tensor& x, int64_t i) {
    const Tensor weight = slice(in_proj_weight, 0, i * dim, (i + 1) * dim);
    const Tensor bias =
        in_proj_bias.defined() ? slice(in_proj_bias, 0, i * dim, (i + 1) * dim) : Tensor();
    const Tensor y = linear(x, weight, bias);
    if (y.dim() != 3)
      throw ShapeError(explain("MultiheadAttention", Place::here(), "takes sequences",
                               {{"input", x.shape()}}, "needs (B, N, E), batch first"));
    return transpose(reshape(y, {y.size(0), y.size(1), heads_, dim / heads_}), 1, 2);
  };
  return {part(query, 0), part(key, 1), part(value, 2)};
}

// A mask (B, N, M) is the same for all heads of an example: (B, 1, N, M).
AttentionOptions MultiheadAttention::for_heads(const AttentionOptions& options) const {
  AttentionOptions wide = options;
  if (!wide.mask || wide.mask->shape().rank() != 3) return wide;
  Shape shape = wide.mask->shape();
  shape.insert(1, 1);
  wide.mask = wide.mask->reshape(shape);
  return wide;
}

void MultiheadAttention::visit(const Visitor& show) {
  show.parameter("in_proj_weight", in_proj_weight);
  show.parameter("in_proj_bias", in_proj_bias);
  show.child("out_proj", out_proj);
}

}  // namespace heed::inline HEED_PRECISION
