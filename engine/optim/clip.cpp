// Gradients made shorter or smaller before a step.

#include "engine/optim/clip.hpp"

#include <cmath>

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

// g = f(g) for every number of the gradients; f as in kernels::map.
template <class F>
void change_gradients(std::vector<Tensor>& parameters, F f) {
  for (Tensor& x : parameters) {
    Tensor gradient = x.mutable_grad();
    if (!gradient.defined()) continue;
    real* numbers = gradient.mutable_data();
    kernels::map(gradient.numel(), f, {numbers, false}, static_cast<const real*>(numbers));
  }
}

void check_limit(const char* name, const char* option, double value, Place at) {
  if (!(value > 0))
    throw ValueError(explain(
        name, at, std::string(option) + " must be more than 0, it is " + std::to_string(value)));
}

}  // namespace

double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm, Place at) {
  const char* name = "clip_grad_norm";
  check_limit(name, "max_norm", max_norm, at);
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
  if (scale < 1) change_gradients(all, [s = real(scale)](auto g) { return s * g; });
  return norm;
}

void clip_grad_value(const std::vector<Tensor>& parameters, double clip_value, Place at) {
  const char* name = "clip_grad_value";
  check_limit(name, "clip_value", clip_value, at);
  std::vector<Tensor> all = optim::distinct(name, parameters, at);
  change_gradients(all, [most = real(clip_value)](auto g) {
    const decltype(g) high(most), low(-most);
    const auto below = kernels::choose(g > high, high, g);
    return kernels::choose(below < low, low, below);
  });
}

}  // namespace heed::inline HEED_PRECISION
