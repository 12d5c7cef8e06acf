// Activations as layers, for Sequential; elsewhere call the functions.
#pragma once

#include "engine/ops/activation.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

struct ReLU : Layer {
  Tensor forward(const Tensor& x) override { return relu(x); }
  void visit(const Visitor&) override {}
};

struct GELU : Layer {
  Tensor forward(const Tensor& x) override { return gelu(x); }
  void visit(const Visitor&) override {}
};

}  // namespace heed::inline HEED_PRECISION
