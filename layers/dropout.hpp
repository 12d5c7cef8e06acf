// Dropout as a layer: on in training, off in eval.
#pragma once

#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// In training each number becomes 0 with probability p, and the others grow so that the mean stays.
struct Dropout : Layer {
  double p;
  explicit Dropout(double probability = 0.5, Place at = Place::here());  // ValueError unless 0 to 1
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor&) override {}
};

}  // namespace heed::inline HEED_PRECISION
