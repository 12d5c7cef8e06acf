// Stacks of a transformer's layers, and the complete Transformer.

#include "layers/transformer.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// The layers "layers.0", …, and the norm behind them.
template <class Stack>
void visit_stack(Stack& stack, const Visitor& show) {
  for (size_t i = 0; i < stack.layers.size(); ++i)
    show.child("layers." + std::to_string(i), stack.layers[i]);
  if (stack.norm) show.child("norm", *stack.norm);
}

}  // namespace

TransformerEncoder::TransformerEncoder(int64_t dim, int64_t heads,
                                       const TransformerOptions& options, Random& random,
                                       Place at) {
  check_sizes("TransformerEncoder", {{"encoder_layers", options.encoder_layers}}, at);
  for (int64_t i = 0; i < options.encoder_layers; ++i)
    layers.emplace_back(dim, heads, options, random, at);
  if (options.final_norm) norm.emplace(dim, options.eps, at);
}

Tensor TransformerEncoder::operator()(const Tensor& x, const AttentionOptions& options, Place at) {
  const Running here(*this, at);
  return run(x, options);
}

Tensor TransformerEncoder::run(const Tensor& x, const AttentionOptions& options) {
  Tensor y = x;
  for (TransformerEncoderLayer& layer : layers) y = layer(y, options);
  return norm ? (*norm)(y) : y;
}

void TransformerEncoder::visit(const Visitor& show) { visit_stack(*this, show); }

TransformerDecoder::TransformerDecoder(int64_t dim, int64_t heads,
                                       const TransformerOptions& options, Random& random,
                                       Place at) {
  check_sizes("TransformerDecoder", {{"decoder_layers", options.decoder_layers}}, at);
  for (int64_t i = 0; i < options.decoder_layers; ++i)
    layers.emplace_back(dim, heads, options, random, at);
  if (options.final_norm) norm.emplace(dim, options.eps, at);
}

Tensor TransformerDecoder::operator()(const Tensor& target, const Tensor& memory,
                                      const AttentionOptions& self, const AttentionOptions& cross,
                                      Place at) {
  const Running here(*this, at);
  Tensor y = target;
  for (TransformerDecoderLayer& layer : layers) y = layer(y, memory, self, cross);
  return norm ? (*norm)(y) : y;
}

void TransformerDecoder::visit(const Visitor& show) { visit_stack(*this, show); }

Transformer::Transformer(int64_t dim, int64_t heads, const TransformerOptions& options,
                         Random& random, Place at)
    : encoder(dim, heads, options, random, at), decoder(dim, heads, options, random, at) {
  walk({.parameter = [&](const std::string&, Tensor& x) {
    if (x.dim() == 2) x = xavier_uniform(x.shape(), random);
  }});
}

Tensor Transformer::operator()(const Tensor& source, const Tensor& target,
                               const TransformerMasks& masks, Place at) {
  const Running here(*this, at);
  const Tensor memory = encoder(source, masks.source);
  return decoder(target, memory, masks.target, masks.memory);
}

void Transformer::visit(const Visitor& show) {
  show.child("encoder", encoder);
  show.child("decoder", decoder);
}

}  // namespace heed::inline HEED_PRECISION
