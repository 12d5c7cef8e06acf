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

BatchNorm2d::BatchNorm2d(int64_t channels, const BatchNormOptions& options, Place at)
    : options_(options) {
  check_sizes("BatchNorm2d", {{"channels", channels}}, at);
  weight = parameter(ones({channels}));
  bias = parameter(zeros({channels}));
  running_mean = zeros({channels});
  running_var = ones({channels});
  num_batches_tracked = zeros({});
}

Tensor BatchNorm2d::forward(const Tensor& x) {
  if (x.dim() != 4)
    throw ShapeError(explain("BatchNorm2d", Place::here(), "takes images", {{"x", x.shape()}},
                             "needs (B, C, H, W)"));
  if (training()) num_batches_tracked.mutable_data()[0] += 1;
  return batch_norm(x, weight, bias, running_mean, running_var, training(), options_.momentum,
                    options_.eps);
}

void BatchNorm2d::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
  show.buffer("running_mean", running_mean);
  show.buffer("running_var", running_var);
  show.buffer("num_batches_tracked", num_batches_tracked);
}

}  // namespace heed::inline HEED_PRECISION
