// Flatten: each example becomes one row.
#pragma once

#include "engine/ops/shape.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// (B, ..) -> (B, all the rest)
struct Flatten : Layer {
  Tensor forward(const Tensor& x) override { return flatten(x, 1); }
  void visit(const Visitor&) override {}
};

}  // namespace heed::inline HEED_PRECISION
