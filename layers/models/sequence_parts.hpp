// A transformer's layer in eval mode, part by part, for those who want to see or to change how it
// attends: the same parts as in layers/transformer_layer.cpp.
#pragma once

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "layers/transformer_layer.hpp"

namespace heed::inline HEED_PRECISION {

// x, and what `part` makes of it, with the norm before the part or after the sum.
template <class Part>
Tensor with_part(const Tensor& x, LayerNorm& norm, const TransformerOptions& options,
                 const Part& part) {
  const Tensor made = part(options.norm_first ? norm(x) : x);
  const Tensor sum = options.residual ? x + made : made;
  return options.norm_first ? sum : norm(sum);
}

// The two linear layers of an encoder's or decoder's layer.
template <class TheLayer>
Tensor feed_forward_of(TheLayer& layer, const Tensor& x, const TransformerOptions& options) {
  const Tensor hidden = layer.linear1(x);
  return layer.linear2(options.activation == Activation::relu ? relu(hidden) : gelu(hidden));
}

// attend(x): what self-attention makes of x (B, N, E).
template <class Attend>
Tensor encoder_layer_by_parts(TransformerEncoderLayer& layer, const Tensor& x,
                              const TransformerOptions& options, const Attend& attend) {
  const Tensor y = with_part(x, layer.norm1, options, attend);
  return with_part(y, layer.norm2, options,
                   [&](const Tensor& t) { return feed_forward_of(layer, t, options); });
}

// attend(x), and cross(x): what attention to the memory makes of x (B, N, E).
template <class Attend, class Cross>
Tensor decoder_layer_by_parts(TransformerDecoderLayer& layer, const Tensor& x,
                              const TransformerOptions& options, const Attend& attend,
                              const Cross& cross) {
  Tensor y = with_part(x, layer.norm1, options, attend);
  y = with_part(y, layer.norm2, options, cross);
  return with_part(y, layer.norm3, options,
                   [&](const Tensor& t) { return feed_forward_of(layer, t, options); });
}

}  // namespace heed::inline HEED_PRECISION
