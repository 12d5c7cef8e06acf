// Finding the operation that made the first NaN or infinity, forward or backward.

#include <algorithm>
#include <cmath>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

thread_local bool watching = false;

const char* const kAdvice = "a smaller learning rate, clip_grad_norm, or a larger eps often helps";

template <class Good>
bool all(const real* x, int64_t n, Good good) {
  return std::all_of(x, x + n, good);
}
bool finite(real v) { return std::isfinite(v); }
bool number(real v) { return !std::isnan(v); }

bool finite_gradient(const Node& node) {
  return !node.gradient || all(node.gradient.data(), node.shape.numel(), finite);
}

[[noreturn]] void fail(const Node& node, const std::string& problem, const Node* input,
                       const char* rule) {
  const std::string text = "the backward of [" + std::string(node.op) + "], called at " +
                           to_string(node.at) + ", " + problem;
  if (!input) throw NumericalError(explain("backward", node.at, text, {{"dy", node.shape}}, rule));
  throw NumericalError(
      explain("backward", node.at, text, {{"dy", node.shape}, {"dx", input->shape}}, rule));
}

}  // namespace

DetectAnomaly::DetectAnomaly() : before_(watching) { watching = true; }
DetectAnomaly::~DetectAnomaly() { watching = before_; }

namespace anomaly {

// Infinity may be passed on: a mask hides scores by it. It may not come from nowhere, nor become
// NaN.
void check_result(const Op& op, const Tensor& y, std::span<const Tensor> inputs) {
  if (!watching || all(y.data(), y.numel(), finite)) return;
  const auto all_inputs = [&](auto good) {
    return std::all_of(inputs.begin(), inputs.end(), [&](const Tensor& x) {
      return !x.defined() || all(x.data(), x.numel(), good);
    });
  };
  const bool from_finite = all_inputs(finite);
  if (all(y.data(), y.numel(), number) && !from_finite) return;
  throw NumericalError(op.explain(
      from_finite          ? "NaN or infinity came out of finite numbers"
      : all_inputs(number) ? "NaN came out of infinity"
                           : "NaN came in (a weight that an earlier step has spoilt, or the data)",
      {{"result", y.shape()}}, kAdvice));
}

// No gradient has a reason to be infinite. Each is checked when it is made, so that one which is
// not finite before a rule runs came from elsewhere.
void check_before(const Node& node) {
  if (!watching) return;
  if (!finite_gradient(node))
    fail(node, "was given NaN or infinity", nullptr,
         "it came from a hook, or from the gradient given to backward()");
  for (const NodePtr& input : node.inputs)
    if (input && !finite_gradient(*input))
      fail(node, "would add to NaN or infinity", input.get(),
           "an earlier backward() left it there: zero_grad() forgets it");
}

void check_after(const Node& node) {
  if (!watching) return;
  for (const NodePtr& input : node.inputs)
    if (input && !finite_gradient(*input))
      fail(node, "made NaN or infinity out of finite numbers", input.get(), kAdvice);
}

}  // namespace anomaly

}  // namespace heed::inline HEED_PRECISION
