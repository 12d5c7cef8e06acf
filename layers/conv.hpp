// Convolutions as layers: the same small set of weights at every place of an image or a sequence.
#pragma once

#include "engine/ops/conv.hpp"
#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// (B, C, H, W) -> (B, O, H', W'); engine/ops/conv.hpp has the formula. Conv2d(3, 16, 3, {.padding =
// 1}) keeps the size of the picture.
struct Conv2d : Layer {
  Tensor weight;  // (O, C / groups, kh, kw), uniform in ±1/√fan_in, fan_in = C / groups kh kw
  Tensor bias;    // (O), the same; or absent

  // `in` is C, `out` is O. ValueError for a size below 1, and unless the groups divide both.
  Conv2d(int64_t in, int64_t out, Pair kernel, const Conv2dOptions& options = {},
         bool with_bias = true, Random& random = default_random(), Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  Conv2dOptions options_;
};

// (B, C, L) -> (B, O, L').
struct Conv1d : Layer {
  Tensor weight;  // (O, C / groups, k), uniform in ±1/√fan_in, fan_in = C / groups k
  Tensor bias;    // (O), the same; or absent

  // `in` is C, `out` is O. ValueError for a size below 1, and unless the groups divide both.
  Conv1d(int64_t in, int64_t out, int64_t kernel, const Conv1dOptions& options = {},
         bool with_bias = true, Random& random = default_random(), Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  Conv1dOptions options_;
};

// (B, C, H, W) -> (B, O, H', W'), larger where the stride is: ConvTranspose2d(16, 3, 2, {.stride =
// 2}) doubles the size of the picture.
struct ConvTranspose2d : Layer {
  Tensor weight;  // (C, O / groups, kh, kw), uniform in ±1/√fan_in; as in PyTorch, which counts
                  // what a convolution with these weights reads, fan_in = O / groups kh kw
  Tensor bias;    // (O), the same; or absent

  // `in` is C, `out` is O. ValueError for a size below 1, and unless the groups divide both.
  ConvTranspose2d(int64_t in, int64_t out, Pair kernel, const ConvTranspose2dOptions& options = {},
                  bool with_bias = true, Random& random = default_random(),
                  Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  ConvTranspose2dOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
