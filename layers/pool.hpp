// Pooling as layers, for Sequential: every window, or part, of an image becomes one number.
#pragma once

#include "engine/ops/pool.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// How the window moves; a Pair is (down, across), or one for both.
struct PoolOptions {
  std::optional<Pair> stride = {};  // the kernel, if not given
  Pair padding = 0;                 // around the image: zeros in a mean, never the largest
};

// The largest number of each window: (.., H, W) -> (.., H', W').
struct MaxPool2d : Layer {
  Pair kernel;
  PoolOptions options;
  explicit MaxPool2d(Pair window, const PoolOptions& how = {}) : kernel(window), options(how) {}
  Tensor forward(const Tensor& x) override {
    return max_pool2d(x, kernel, options.stride, options.padding);
  }
  void visit(const Visitor&) override {}
};

// The mean of each window.
struct AvgPool2d : Layer {
  Pair kernel;
  PoolOptions options;
  explicit AvgPool2d(Pair window, const PoolOptions& how = {}) : kernel(window), options(how) {}
  Tensor forward(const Tensor& x) override {
    return avg_pool2d(x, kernel, options.stride, options.padding);
  }
  void visit(const Visitor&) override {}
};

// The mean of each of h x w parts, whatever the size of the image: (.., H, W) -> (.., h, w).
struct AdaptiveAvgPool2d : Layer {
  Pair output;
  explicit AdaptiveAvgPool2d(Pair size) : output(size) {}
  Tensor forward(const Tensor& x) override { return adaptive_avg_pool2d(x, output); }
  void visit(const Visitor&) override {}
};

}  // namespace heed::inline HEED_PRECISION
