// Layers that bring numbers to mean 0 and variance 1, then scale and shift them as learned.
#pragma once

#include <optional>

#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// Each token by itself, over the last axis (Ba, Kiros, Hinton 2016): (.., D) -> (.., D).
struct LayerNorm : Layer {
  Tensor weight;  // (D), ones
  Tensor bias;    // (D), zeros
  double eps;     // 1e-5 in PyTorch, 1e-6 in DINO

  // `dim` is D. ValueError if it is below 1.
  explicit LayerNorm(int64_t dim, double eps = 1e-5, Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

// The same without a mean and a bias (Zhang and Sennrich 2019): (.., D) -> (.., D).
struct RMSNorm : Layer {
  Tensor weight;              // (D), ones; or absent
  std::optional<double> eps;  // if not given, the distance from 1 to the next number

  // `dim` is D. ValueError if it is below 1.
  explicit RMSNorm(int64_t dim, std::optional<double> eps = {}, bool elementwise_affine = true,
                   Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

// Each example's groups of neighbouring channels by themselves (Wu and He 2018): (B, C, ..) -> the
// same. ValueError unless num_groups divides the channels.
struct GroupNorm : Layer {
  Tensor weight;  // (C), ones; or absent
  Tensor bias;    // (C), zeros; or absent

  // `channels` is C; unless affine, weight and bias are absent.
  GroupNorm(int64_t num_groups, int64_t channels, double eps = 1e-5, bool affine = true,
            Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  int64_t num_groups_;
  double eps_;
};

// Norms of each channel that may keep running averages of what they saw.
struct ChannelNorm : Layer {
  Tensor weight;               // (C), ones; or absent
  Tensor bias;                 // (C), zeros; or absent
  Tensor running_mean;         // (C), zeros; or absent
  Tensor running_var;          // (C), ones; or absent
  Tensor num_batches_tracked;  // (), PyTorch's count of the batches seen; or absent

  void visit(const Visitor& show) override;

 protected:
  // `layer` is what messages call it. ValueError if `channels`, C, is below 1.
  ChannelNorm(const char* layer, int64_t channels, bool affine, bool track_running_stats, Place at);
  // Does it go by what it sees, not by the running averages?
  bool by_own_statistics() const { return training() || !running_mean.defined(); }
};

// What a batch norm is built with; PyTorch's defaults.
struct BatchNormOptions {
  double eps = 1e-5;      // added to the variance
  double momentum = 0.1;  // how far the running statistics go towards a batch's
  bool affine = true, track_running_stats = true;  // learn weight and bias; keep running averages
};

// Each channel over the whole batch (Ioffe, Szegedy 2015). In training by the batch's own mean and
// variance; in eval by their running averages, if tracked.
struct BatchNorm : ChannelNorm {
 protected:
  BatchNorm(const char* layer, int64_t channels, const BatchNormOptions& options, Place at);
  Tensor normalised(const Tensor& x);

 private:
  double eps_, momentum_;
};

// Of images: (B, C, H, W) -> the same.
struct BatchNorm2d : BatchNorm {
  explicit BatchNorm2d(int64_t channels, const BatchNormOptions& options = {},
                       Place at = Place::here())
      : BatchNorm("BatchNorm2d", channels, options, at) {}
  Tensor forward(const Tensor& x) override;
};

// Of rows, (B, C), and of sequences, (B, C, L) -> the same.
struct BatchNorm1d : BatchNorm {
  explicit BatchNorm1d(int64_t channels, const BatchNormOptions& options = {},
                       Place at = Place::here())
      : BatchNorm("BatchNorm1d", channels, options, at) {}
  Tensor forward(const Tensor& x) override;
};

// As BatchNormOptions; PyTorch's defaults here, too.
struct InstanceNormOptions {
  double eps = 1e-5;
  double momentum = 0.1;
  bool affine = false, track_running_stats = false;
};

// Each channel of each image by itself (Ulyanov, Vedaldi, Lempitsky 2016): (B, C, H, W) -> the
// same. As in PyTorch, it learns and tracks nothing unless told, and where it tracks it counts
// nothing.
struct InstanceNorm2d : ChannelNorm {
  explicit InstanceNorm2d(int64_t channels, const InstanceNormOptions& options = {},
                          Place at = Place::here());
  Tensor forward(const Tensor& x) override;

 private:
  double eps_, momentum_;
};

}  // namespace heed::inline HEED_PRECISION
