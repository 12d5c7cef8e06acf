// Linear: every output is a weighted sum of all inputs.
#pragma once

#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// y = x W^T + b, applied to the last axis: (.., in) -> (.., out).
struct Linear : Layer {
  Tensor weight;  // (out, in), uniform in ±1/√in
  Tensor bias;    // (out), the same; or absent

  // ValueError for a size below 1.
  Linear(int64_t in, int64_t out, bool with_bias = true, Random& random = default_random(),
         Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override {
    show.parameter("weight", weight);
    show.parameter("bias", bias);
  }
};

}  // namespace heed::inline HEED_PRECISION
