// Two linear layers, at once or step by step.

#include "layers/feed_forward.hpp"

#include "engine/ops/activation.hpp"
#include "engine/watch.hpp"

namespace heed::inline HEED_PRECISION {

Tensor feed_forward(const Tensor& x, Linear& first, Activation activation, Dropout& dropout,
                    Linear& second) {
  const bool drops = dropout.training() && dropout.p > 0;
  if (!drops && !Watch::active())
    return feed_forward(x, first.weight, first.bias, second.weight, second.bias, activation);
  const Tensor hidden = first(x);
  return second(dropout(activation == Activation::relu ? relu(hidden) : gelu(hidden)));
}

}  // namespace heed::inline HEED_PRECISION
