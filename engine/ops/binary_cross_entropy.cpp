// binary_cross_entropy_with_logits, with weights and without.

#include <cmath>
#include <string>

#include "engine/ops/reduce_loss.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs, std::exp, xsimd::exp, std::log1p, xsimd::log1p;

// log(1 + e^x), which is -log(1 - sigmoid(x)), and of -x: -log(sigmoid(x))
auto softplus_of(auto x) {
  const auto zero = decltype(x)(real(0));
  return choose(x > zero, x, zero) + log1p(exp(-abs(x)));
}
auto sigmoid_of(auto x) { return real(1) / (real(1) + exp(-x)); }
// A part of 0 is nothing, even of an infinite loss. (NaN stays: of t and 1 - t, one is not 0.)
auto part(auto share, auto loss) {
  using Kind = decltype(loss);
  return choose(Kind(share) == Kind(real(0)), Kind(real(0)), share * loss);
}

// Of logits x and targets t, w and p their weight and that of their positive part:
//     w (p t softplus(-x) + (1 - t) softplus(x))
struct BinaryEntropy {
  static auto f(auto x, auto t, auto w, auto p) {
    return w * (part(p * t, softplus_of(-x)) + part(real(1) - t, softplus_of(x)));
  }
  static auto dx(auto x, auto t, auto w, auto p) {
    return w * ((real(1) - t) * sigmoid_of(x) - p * t * sigmoid_of(-x));
  }
  static auto dt(auto x, auto, auto w, auto p) {  // softplus(x) = softplus(-x) + x
    return w * (part(p - real(1), softplus_of(-x)) - x);
  }
};

// A weight for each number, of the input's shape; empty if none is given at all.
struct Weights {
  Buffer each, positive;
  explicit operator bool() const { return bool(each); }
};

Buffer spread_weight(const Op& op, const char* name, const Tensor& weight, const Shape& shape) {
  const Tensor given = weight.defined() ? weight : Tensor(1.0);
  if (given.requires_grad())
    throw ValueError(op.explain(std::string(name) + " gets no gradient", {{name, given.shape()}},
                                "give " + std::string(name) + ".detach()"));
  if (broadcast(shape, given.shape(), op.name(), op.at()) != shape)
    throw ShapeError(op.explain(std::string(name) + " is larger than the input",
                                {{"input", shape}, {name, given.shape()}},
                                "it is broadcast to the input's shape, not the input to its"));
  const Buffer all = Buffer::uninitialized(shape.numel());
  kernels::spread(given.shape(), shape, 1, given.data(), {all.data(), false});
  return all;
}

// Calls use(formula, pointers…), where formula(f) is f of as many numbers: with 1 for both weights,
// where there are none.
template <class Use>
void with_weights(const Weights& weights, const real* x, const real* t, const Use& use) {
  if (weights)
    return use([](auto f) { return f; }, x, t, weights.each.data(), weights.positive.data());
  const auto unweighted = [](auto f) {
    return [f](auto u, auto v) {
      const auto one = decltype(u)(real(1));
      return f(u, v, one, one);
    };
  };
  use(unweighted, x, t);
}

}  // namespace

Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropy& options, Place at) {
  const Op op("binary_cross_entropy_with_logits", at);
  check_alike(op, input, target);
  Weights weights;
  if (options.weight.defined() || options.pos_weight.defined())
    weights = {spread_weight(op, "weight", options.weight, input.shape()),
               spread_weight(op, "pos_weight", options.pos_weight, input.shape())};
  const Reducing how(options.reduction, input.numel());
  Tensor y;
  with_weights(weights, input.data(), target.data(), [&](auto formula, auto... in) {
    const auto f = [](auto... v) { return BinaryEntropy::f(v...); };
    y = reduced_loss(op, input.shape(), how, formula(f), in...);
  });
  const auto rule = [=, n = input.numel(), x = Saved(input), t = Saved(target)](Backward& step) {
    const real *px = step.get(x), *pt = step.get(t), *dy = step.dy();
    with_weights(weights, px, pt, [&](auto formula, auto... in) {
      const auto dx = [](auto... v) { return BinaryEntropy::dx(v...); };
      const auto dt = [](auto... v) { return BinaryEntropy::dt(v...); };
      if (step.needs(0)) loss_gradient(n, how, dy, step.dx(0), formula(dx), in...);
      if (step.needs(1)) loss_gradient(n, how, dy, step.dx(1), formula(dt), in...);
    });
  };
  return op.record(y, {input, target}, rule);
}

}  // namespace heed::inline HEED_PRECISION
