// The layers that a transformer is made of.

#include "layers/transformer_layer.hpp"

#include "engine/ops/arithmetic.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// x, and what a part makes of it, with the norm before the part or after the sum.
template <class Part>
Tensor add_part(const Tensor& x, LayerNorm& norm, bool norm_first, bool residual, Dropout& dropout,
                const Part& part) {
  const Tensor made = dropout(part(norm_first ? norm(x) : x));
  const Tensor sum = residual ? x + made : made;
  return norm_first ? sum : norm(sum);
}

}  // namespace

TransformerEncoderLayer::TransformerEncoderLayer(int64_t dim, int64_t heads,
                                                 const TransformerOptions& options, Random& random,
                                                 Place at)
    : self_attn(dim, heads, {.dropout = options.dropout}, random, at),
      linear1(dim, options.feedforward, true, random, at),
      linear2(options.feedforward, dim, true, random, at),
      norm1(dim, options.eps, at),
      norm2(dim, options.eps, at),
      dropout(options.dropout, at),
      dropout1(options.dropout, at),
      dropout2(options.dropout, at),
      activation_(options.activation),
      norm_first_(options.norm_first),
      residual_(options.residual) {}

Tensor TransformerEncoderLayer::operator()(const Tensor& x, const AttentionOptions& options,
                                           Place at) {
  const Running here(*this, at);
  return run(x, options);
}

Tensor TransformerEncoderLayer::run(const Tensor& x, const AttentionOptions& options) {
  const Tensor y = add_part(x, norm1, norm_first_, residual_, dropout1,
                            [&](const Tensor& tokens) { return self_attn(tokens, options); });
  return add_part(y, norm2, norm_first_, residual_, dropout2, [&](const Tensor& tokens) {
    return feed_forward(tokens, linear1, activation_, dropout, linear2);
  });
}

void TransformerEncoderLayer::visit(const Visitor& show) {
  show.child("self_attn", self_attn);
  show.child("linear1", linear1);
  show.child("dropout", dropout);
  show.child("linear2", linear2);
  show.child("norm1", norm1);
  show.child("norm2", norm2);
  show.child("dropout1", dropout1);
  show.child("dropout2", dropout2);
}

TransformerDecoderLayer::TransformerDecoderLayer(int64_t dim, int64_t heads,
                                                 const TransformerOptions& options, Random& random,
                                                 Place at)
    : self_attn(dim, heads, {.dropout = options.dropout}, random, at),
      multihead_attn(dim, heads, {.dropout = options.dropout}, random, at),
      linear1(dim, options.feedforward, true, random, at),
      linear2(options.feedforward, dim, true, random, at),
      norm1(dim, options.eps, at),
      norm2(dim, options.eps, at),
      norm3(dim, options.eps, at),
      dropout(options.dropout, at),
      dropout1(options.dropout, at),
      dropout2(options.dropout, at),
      dropout3(options.dropout, at),
      activation_(options.activation),
      norm_first_(options.norm_first),
      residual_(options.residual) {}

Tensor TransformerDecoderLayer::operator()(const Tensor& target, const Tensor& memory,
                                           const AttentionOptions& self,
                                           const AttentionOptions& cross, Place at) {
  return attending(
      target, [&](const Tensor& tokens) { return self_attn(tokens, self); },
      [&](const Tensor& tokens) { return multihead_attn(tokens, memory, memory, cross); }, at);
}

Tensor TransformerDecoderLayer::attending(const Tensor& target, const Attend& self,
                                          const Attend& cross, Place at) {
  const Running here(*this, at);
  Tensor y = add_part(target, norm1, norm_first_, residual_, dropout1, self);
  y = add_part(y, norm2, norm_first_, residual_, dropout2, cross);
  return add_part(y, norm3, norm_first_, residual_, dropout3, [&](const Tensor& tokens) {
    return feed_forward(tokens, linear1, activation_, dropout, linear2);
  });
}

void TransformerDecoderLayer::visit(const Visitor& show) {
  show.child("self_attn", self_attn);
  show.child("multihead_attn", multihead_attn);
  show.child("linear1", linear1);
  show.child("dropout", dropout);
  show.child("linear2", linear2);
  show.child("norm1", norm1);
  show.child("norm2", norm2);
  show.child("norm3", norm3);
  show.child("dropout1", dropout1);
  show.child("dropout2", dropout2);
  show.child("dropout3", dropout3);
}

}  // namespace heed::inline HEED_PRECISION
