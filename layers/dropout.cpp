// Dropout as a layer: on in training, off in eval.

#include "layers/dropout.hpp"

#include "engine/ops/dropout.hpp"

namespace heed::inline HEED_PRECISION {

Dropout::Dropout(double probability, Place at) : p(probability) {
  check_dropout("Dropout", probability, at);
}

Tensor Dropout::forward(const Tensor& x) { return dropout(x, p, training()); }

}  // namespace heed::inline HEED_PRECISION
