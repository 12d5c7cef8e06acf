// kl_div: one formula for a target of probabilities, one for their logarithms.

#include <cmath>

#include "engine/ops/reduce_loss.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::exp, xsimd::exp, std::log, xsimd::log;

// p times a difference of logarithms; 0 where p is 0, though the logarithms be infinite. Only NaN
// in x stays.
auto weighed(auto p, auto difference, auto x) {
  const auto zero = decltype(p)(real(0));
  return choose(p == zero, choose(x == x, zero, x), p * difference);
}

struct OfProbability {  // t (log t - x)
  static auto f(auto x, auto t) { return weighed(t, log(t) - x, x); }
  static auto dx(auto, auto t) { return -t; }
  static auto dt(auto x, auto t) { return log(t) - x + real(1); }
};

struct OfLogarithm {  // e^t (t - x)
  static auto f(auto x, auto t) { return weighed(exp(t), t - x, x); }
  static auto dx(auto, auto t) { return -exp(t); }
  static auto dt(auto x, auto t) { return weighed(exp(t), t - x + real(1), x); }
};

Reducing reducing(const Op& op, KlReduction reduction, const Shape& shape) {
  if (reduction == KlReduction::none) return {Reduction::none, 1};
  if (reduction == KlReduction::sum) return {Reduction::sum, 1};
  if (reduction == KlReduction::mean) return {Reduction::mean, shape.numel()};
  if (shape.rank() == 0)
    throw ShapeError(op.explain("there is no axis of a batch", {{"input", shape}},
                                "batchmean divides by the length of the first axis"));
  return {Reduction::mean, shape[0]};
}

}  // namespace

Tensor kl_div(const Tensor& input, const Tensor& target, const KlDiv& options, Place at) {
  const Op op("kl_div", at);
  check_alike(op, input, target);
  const Reducing how = reducing(op, options.reduction, input.shape());
  return options.log_target ? pointwise_loss(op, OfLogarithm{}, input, target, how)
                            : pointwise_loss(op, OfProbability{}, input, target, how);
}

}  // namespace heed::inline HEED_PRECISION
