// The length of all gradients together, and shortening it.

#include <cmath>

#include "engine/optim.hpp"
#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// In double, in eight sums side by side: one alone would wait for each addition.
double sum_of_squares(const real* x, int64_t n) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int64_t k = 0; k < 8; ++k) sums[k] += double(x[i + k]) * double(x[i + k]);
  for (; i < n; ++i) sums[i % 8] += double(x[i]) * double(x[i]);
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm, Place at) {
  const char* name = "clip_grad_norm";
  if (!(max_norm > 0))
    throw ValueError(
        explain(name, at, "max_norm must be more than 0, it is " + std::to_string(max_norm)));
  double squares = 0;
  std::vector<Tensor> all = optim::distinct(name, parameters, at);
  for (const Tensor& x : all)
    if (const Buffer& gradient = x.node()->gradient)
      squares += sum_of_squares(gradient.data(), x.numel());
  const double norm = std::sqrt(squares);
  if (!std::isfinite(norm))
    throw NumericalError(explain(name, at, "the gradients hold NaN or infinity", {},
                                 "DetectAnomaly names the operation that made it"));
  const double scale = max_norm / (norm + 1e-6);  // PyTorch's 1e-6
  if (scale >= 1) return norm;
  for (Tensor& x : all) {
    Tensor gradient = x.mutable_grad();
    if (!gradient.defined()) continue;
    real* numbers = gradient.mutable_data();
    kernels::map(
        gradient.numel(), [s = real(scale)](auto g) { return s * g; }, {numbers, false},
        static_cast<const real*>(numbers));
  }
  return norm;
}

}  // namespace heed::inline HEED_PRECISION
