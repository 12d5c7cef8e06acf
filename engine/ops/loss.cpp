// Losses of the distance between two numbers. Others have files of their own: cross_entropy,
// nll_loss, binary_cross_entropy, kl_div.

#include "engine/ops/loss.hpp"

#include <cmath>
#include <string>

#include "engine/kernels/sign.hpp"
#include "engine/ops/reduce_loss.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs;

struct Squared {
  static auto f(auto x, auto t) { return (x - t) * (x - t); }
  static auto dx(auto x, auto t) { return real(2) * (x - t); }
  static auto dt(auto x, auto t) { return real(2) * (t - x); }
};

struct Absolute {
  static auto f(auto x, auto t) { return abs(x - t); }
  static auto dx(auto x, auto t) { return kernels::sign(x - t); }
  static auto dt(auto x, auto t) { return kernels::sign(t - x); }
};

// A parabola up to a distance of beta, and from there on its tangent.
struct Smooth {
  real beta;
  auto f(auto x, auto t) const {
    using Kind = decltype(x);
    const Kind d = abs(x - t);
    return choose(d < Kind(beta), real(0.5) * d * d / beta, d - real(0.5) * beta);
  }
  auto dx(auto x, auto t) const {
    using Kind = decltype(x);
    const Kind d = x - t;
    return choose(abs(d) < Kind(beta), d / beta, kernels::sign(d));
  }
  auto dt(auto x, auto t) const { return dx(t, x); }
};

}  // namespace

void check_alike(const Op& op, const Tensor& input, const Tensor& target) {
  if (input.shape() != target.shape())
    throw ShapeError(op.explain("input and target are not of one shape",
                                {{"input", input.shape()}, {"target", target.shape()}},
                                "a broadcast would compare each number with several; reshape one "
                                "of them if they hold the same numbers"));
}

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction, Place at) {
  const Op op("mse_loss", at);
  check_alike(op, input, target);
  return pointwise_loss(op, Squared{}, input, target, Reducing(reduction, input.numel()));
}

Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction, Place at) {
  const Op op("l1_loss", at);
  check_alike(op, input, target);
  return pointwise_loss(op, Absolute{}, input, target, Reducing(reduction, input.numel()));
}

Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta, Reduction reduction,
                      Place at) {
  const Op op("smooth_l1_loss", at);
  check_alike(op, input, target);
  if (!(beta >= 0 && std::isfinite(beta)))
    throw ValueError(op.explain("beta is " + std::to_string(beta), {{"input", input.shape()}},
                                "a distance: needs a finite number of at least 0"));
  const Reducing how(reduction, input.numel());
  if (beta == 0) return pointwise_loss(op, Absolute{}, input, target, how);
  return pointwise_loss(op, Smooth{real(beta)}, input, target, how);
}

}  // namespace heed::inline HEED_PRECISION
