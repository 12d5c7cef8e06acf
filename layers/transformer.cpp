// The encoder layer of the transformer.

#include "layers/transformer.hpp"

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"

namespace heed::inline HEED_PRECISION {

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
      norm_first_(options.norm_first) {}

Tensor TransformerEncoderLayer::operator()(const Tensor& x, const AttentionOptions& options,
                                           Place at) {
  const Running here(*this, at);
  return run(x, options);
}

Tensor TransformerEncoderLayer::run(const Tensor& x, const AttentionOptions& options) {
  if (norm_first_) {
    const Tensor y = x + dropout1(self_attn(norm1(x), options));
    return y + feed_forward(norm2(y));
  }
  const Tensor y = norm1(x + dropout1(self_attn(x, options)));
  return norm2(y + feed_forward(y));
}

Tensor TransformerEncoderLayer::feed_forward(const Tensor& x) {
  const Tensor hidden = linear1(x);
  return dropout2(linear2(dropout(activation_ == Activation::relu ? relu(hidden) : gelu(hidden))));
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

}  // namespace heed::inline HEED_PRECISION
