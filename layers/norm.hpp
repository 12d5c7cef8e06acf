// Layers that bring numbers to mean 0 and variance 1, then scale and shift them as learned.
#pragma once

#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// Each token by itself, over the last axis (Ba, Kiros, Hinton 2016): (.., D) -> (.., D).
struct LayerNorm : Layer {
  Tensor weight;  // (D), ones
  Tensor bias;    // (D), zeros
  double eps;     // 1e-5 in PyTorch, 1e-6 in DINO

  explicit LayerNorm(int64_t dim, double eps = 1e-5, Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

struct BatchNormOptions {
  double eps = 1e-5;
  double momentum = 0.1;  // how far the running statistics go towards a batch's
};

// Each channel over the whole batch of images (Ioffe, Szegedy 2015): (B, C, H, W) -> the same. In
// training by the batch's own mean and variance; in eval by their running averages.
struct BatchNorm2d : Layer {
  Tensor weight;               // (C), ones
  Tensor bias;                 // (C), zeros
  Tensor running_mean;         // (C), zeros
  Tensor running_var;          // (C), ones
  Tensor num_batches_tracked;  // (), PyTorch's count of the batches seen

  explicit BatchNorm2d(int64_t channels, const BatchNormOptions& options = {},
                       Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  BatchNormOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
