// Layers that bring numbers to mean 0 and variance 1, then scale and shift them as learned.

#include "layers/norm.hpp"

#include "engine/ops/norm.hpp"

namespace heed::inline HEED_PRECISION {

LayerNorm::LayerNorm(int64_t dim, double epsilon, Place at) : eps(epsilon) {
  check_sizes("LayerNorm", {{"dim", dim}}, at);
  weight = parameter(ones({dim}));
  bias = parameter(zeros({dim}));
}

Tensor LayerNorm::forward(const Tensor& x) { return layer_norm(x, weight, bias, eps); }

void LayerNorm::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

RMSNorm::RMSNorm(int64_t dim, std::optional<double> epsilon, bool elementwise_affine, Place at)
    : eps(epsilon) {
  check_sizes("RMSNorm", {{"dim", dim}}, at);
  if (elementwise_affine) weight = parameter(ones({dim}));
}

Tensor RMSNorm::forward(const Tensor& x) { return rms_norm(x, weight, eps); }

void RMSNorm::visit(const Visitor& show) { show.parameter("weight", weight); }

GroupNorm::GroupNorm(int64_t num_groups, int64_t channels, double eps, bool affine, Place at)
    : num_groups_(num_groups), eps_(eps) {
  check_sizes("GroupNorm", {{"num_groups", num_groups}, {"channels", channels}}, at);
  if (channels % num_groups != 0)
    throw ValueError(explain("GroupNorm", at,
                             "cannot split " + std::to_string(channels) + " channels into " +
                                 std::to_string(num_groups) + " groups",
                             {}, "num_groups must divide the channels"));
  if (!affine) return;
  weight = parameter(ones({channels}));
  bias = parameter(zeros({channels}));
}

Tensor GroupNorm::forward(const Tensor& x) {
  return group_norm(x, num_groups_, weight, bias, eps_);
}

void GroupNorm::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

ChannelNorm::ChannelNorm(const char* layer, int64_t channels, bool affine, bool track_running_stats,
                         Place at) {
  check_sizes(layer, {{"channels", channels}}, at);
  if (affine) {
    weight = parameter(ones({channels}));
    bias = parameter(zeros({channels}));
  }
  if (track_running_stats) {
    running_mean = zeros({channels});
    running_var = ones({channels});
    num_batches_tracked = zeros({});
  }
}

void ChannelNorm::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
  show.buffer("running_mean", running_mean);
  show.buffer("running_var", running_var);
  show.buffer("num_batches_tracked", num_batches_tracked);
}

BatchNorm::BatchNorm(const char* layer, int64_t channels, const BatchNormOptions& options, Place at)
    : ChannelNorm(layer, channels, options.affine, options.track_running_stats, at),
      eps_(options.eps),
      momentum_(options.momentum) {}

Tensor BatchNorm::normalised(const Tensor& x) {
  if (training() && num_batches_tracked.defined()) num_batches_tracked.mutable_data()[0] += 1;
  return batch_norm(x, weight, bias, running_mean, running_var, by_own_statistics(), momentum_,
                    eps_);
}

Tensor BatchNorm2d::forward(const Tensor& x) {
  if (x.dim() != 4)
    throw ShapeError(explain("BatchNorm2d", Place::here(), "takes images", {{"x", x.shape()}},
                             "needs (B, C, H, W)"));
  return normalised(x);
}

Tensor BatchNorm1d::forward(const Tensor& x) {
  if (x.dim() != 2 && x.dim() != 3)
    throw ShapeError(explain("BatchNorm1d", Place::here(), "takes rows or sequences",
                             {{"x", x.shape()}}, "needs (B, C) or (B, C, L)"));
  return normalised(x);
}

InstanceNorm2d::InstanceNorm2d(int64_t channels, const InstanceNormOptions& options, Place at)
    : ChannelNorm("InstanceNorm2d", channels, options.affine, options.track_running_stats, at),
      eps_(options.eps),
      momentum_(options.momentum) {}

Tensor InstanceNorm2d::forward(const Tensor& x) {
  if (x.dim() != 4)
    throw ShapeError(explain("InstanceNorm2d", Place::here(), "takes images", {{"x", x.shape()}},
                             "needs (B, C, H, W)"));
  return instance_norm(x, weight, bias, running_mean, running_var, by_own_statistics(), momentum_,
                       eps_);
}

}  // namespace heed::inline HEED_PRECISION
