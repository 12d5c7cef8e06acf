// MultiheadAttention: each query takes the values of the keys that are like it.

#include "layers/attention.hpp"

#include "engine/ops/linear.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "layers/attention_watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

int64_t checked_dim(int64_t dim, int64_t heads, const MultiheadOptions& options, Place at) {
  check_sizes("MultiheadAttention",
              {{"dim", dim},
               {"heads", heads},
               {"kdim", options.kdim.value_or(1)},
               {"vdim", options.vdim.value_or(1)}},
              at);
  check_dropout("MultiheadAttention", options.dropout, at);
  if (dim % heads == 0) return dim;
  throw ValueError(explain(
      "MultiheadAttention", at,
      "cannot split " + std::to_string(dim) + " numbers into " + std::to_string(heads) + " heads",
      {}, "heads must divide dim"));
}

void check(const Tensor& query, const Tensor& key, const Tensor& value, const Shape& widths) {
  const auto fail = [&](std::string_view problem, std::initializer_list<int> axes) {
    throw ShapeError(explain("MultiheadAttention", Place::here(), problem,
                             {{"query", query.shape(), axes},
                              {"key", key.shape(), axes},
                              {"value", value.shape(), axes}},
                             "needs (B, N, E), batch first: queries (B, N, " +
                                 std::to_string(widths[0]) + "), keys (B, M, " +
                                 std::to_string(widths[1]) + "), values (B, M, " +
                                 std::to_string(widths[2]) + ")"));
  };
  if (query.dim() != 3 || key.dim() != 3 || value.dim() != 3) fail("takes sequences", {});
  if (Shape{query.size(2), key.size(2), value.size(2)} != widths)
    fail("was built for other widths", {-1});
  if (query.size(0) != key.size(0) || query.size(0) != value.size(0))
    fail("the batches differ", {-3});
  if (key.size(1) != value.size(1)) fail("there are not as many keys as values", {-2});
}

// (B, N, E) -> (B, H, N, E/H).
Tensor heads_apart(const Tensor& x, int64_t heads) {
  return transpose(reshape(x, {x.size(0), x.size(1), heads, x.size(2) / heads}), 1, 2);
}

}  // namespace

MultiheadAttention::MultiheadAttention(int64_t dim, int64_t heads, const MultiheadOptions& options,
                                       Random& random, Place at)
    : out_proj(checked_dim(dim, heads, options, at), dim, options.bias, random, at),
      heads_(heads),
      dropout_(options.dropout) {
  const int64_t kdim = options.kdim.value_or(dim), vdim = options.vdim.value_or(dim);
  if (kdim == dim && vdim == dim) {
    in_proj_weight = xavier_uniform({3 * dim, dim}, random);
  } else {
    q_proj_weight = xavier_uniform({dim, dim}, random);
    k_proj_weight = xavier_uniform({dim, kdim}, random);
    v_proj_weight = xavier_uniform({dim, vdim}, random);
  }
  if (!options.bias) return;
  in_proj_bias = parameter(zeros({3 * dim}));
  out_proj.bias = parameter(zeros({dim}));
}

Tensor MultiheadAttention::operator()(const Tensor& query, const Tensor& key, const Tensor& value,
                                      const AttentionOptions& options, Place at) {
  const Running here(*this, at);
  check(query, key, value, widths());
  const bool self = query.node() == key.node() && key.node() == value.node();
  if (self && in_proj_weight.defined()) {
    const Tensor qkv = linear(query, in_proj_weight, in_proj_bias);  // (B, N, 3 E)
    AttentionWatch::report([&] {
      const Heads apart = split_heads(qkv, heads_);
      return attention_scores(apart.q, apart.k, for_heads(options));
    });
    return out_proj(packed_attention(qkv, heads_, for_heads(options)));
  }
  const auto [q, k, v] = project(query, key, value);
  AttentionWatch::report([&, q = q, k = k] {
    return attention_scores(heads_apart(q, heads_), heads_apart(k, heads_), for_heads(options));
  });
  return out_proj(packed_cross_attention(q, k, v, heads_, for_heads(options)));
}

Tensor MultiheadAttention::operator()(const Tensor& x, const AttentionOptions& options, Place at) {
  return (*this)(x, x, x, options, at);
}

AttentionResult MultiheadAttention::with_weights(const Tensor& query, const Tensor& key,
                                                 const Tensor& value,
                                                 const AttentionOptions& options, HeadWeights which,
                                                 Place at) {
  const Running here(*this, at);
  check(query, key, value, widths());
  const auto [all_q, all_k, all_v] = project(query, key, value);
  const Tensor q = heads_apart(all_q, heads_), k = heads_apart(all_k, heads_);
  const AttentionOptions wide = for_heads(options);
  AttentionWatch::report([&] { return attention_scores(q, k, wide); });
  AttentionResult result = attention_with_weights(q, k, heads_apart(all_v, heads_), wide);
  result.output = out_proj(merge_heads(result.output));
  if (which == HeadWeights::mean) result.weights = mean(result.weights, 1);
  return result;
}

// How wide queries, keys and values are.
Shape MultiheadAttention::widths() const {
  const int64_t dim = out_proj.weight.size(0);
  if (in_proj_weight.defined()) return {dim, dim, dim};
  return {dim, k_proj_weight.size(1), v_proj_weight.size(1)};
}

// Three linear maps: queries (B, N, E), keys and values (B, M, E). If keys and values are as wide
// as queries, the weights lie below each other in in_proj_weight, as the biases always do.
Heads MultiheadAttention::project(const Tensor& query, const Tensor& key,
                                  const Tensor& value) const {
  const int64_t dim = out_proj.weight.size(0);
  const auto part = [&](const Tensor& x, const Tensor& own, int64_t i) {
    const auto cut = [&](const Tensor& all) { return slice(all, 0, i * dim, (i + 1) * dim); };
    return linear(x, own.defined() ? own : cut(in_proj_weight),
                  in_proj_bias.defined() ? cut(in_proj_bias) : Tensor());
  };
  return {part(query, q_proj_weight, 0), part(key, k_proj_weight, 1),
          part(value, v_proj_weight, 2)};
}

// The layer's own dropout, and a mask (B, N, M), which is the same for all heads of an example, as
// (B, 1, N, M).
AttentionOptions MultiheadAttention::for_heads(const AttentionOptions& options) const {
  AttentionOptions wide = options;
  wide.dropout = training() ? dropout_ : 0;
  if (!wide.mask || wide.mask->shape().rank() != 3) return wide;
  Shape shape = wide.mask->shape();
  shape.insert(1, 1);
  wide.mask = wide.mask->reshape(shape);
  return wide;
}

void MultiheadAttention::visit(const Visitor& show) {
  show.parameter("in_proj_weight", in_proj_weight);
  show.parameter("q_proj_weight", q_proj_weight);
  show.parameter("k_proj_weight", k_proj_weight);
  show.parameter("v_proj_weight", v_proj_weight);
  show.parameter("in_proj_bias", in_proj_bias);
  show.child("out_proj", out_proj);
}

}  // namespace heed::inline HEED_PRECISION
