// The part of a transformer's block that works on each token alone.
#pragma once

#include "engine/ops/feed_forward.hpp"
#include "layers/dropout.hpp"
#include "layers/linear.hpp"

namespace heed::inline HEED_PRECISION {

// second(dropout(activation(first(x)))): (.., in) -> (.., out). As one operation, unless dropout is
// at work or a Watch wants to see what each layer makes.
Tensor feed_forward(const Tensor& x, Linear& first, Activation activation, Dropout& dropout,
                    Linear& second);

}  // namespace heed::inline HEED_PRECISION
