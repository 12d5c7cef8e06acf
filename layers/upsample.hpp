// Upsample: images of another size, as a layer for Sequential.
#pragma once

#include "engine/ops/resize.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// (B, C, H, W) -> (B, C, H', W'), as interpolate(): Upsample({.scale_factor = 2}).
struct Upsample : Layer {
  InterpolateOptions options;
  explicit Upsample(const InterpolateOptions& how) : options(how) {}
  Tensor forward(const Tensor& x) override { return interpolate(x, options); }
  void visit(const Visitor&) override {}
};

}  // namespace heed::inline HEED_PRECISION
