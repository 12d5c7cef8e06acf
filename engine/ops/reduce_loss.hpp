// What the losses share that compare number by number: each loss a formula of its numbers, then
// their mean or sum.
#pragma once

#include "engine/kernels/fold.hpp"
#include "engine/kernels/map.hpp"
#include "engine/ops/loss.hpp"

namespace heed::inline HEED_PRECISION {

// What becomes of the losses: each is kept, or they become scale times their sum.
struct Reducing {
  bool keep;
  real scale = 1;
  Reducing(Reduction reduction, int64_t count)
      : keep(reduction == Reduction::none),
        scale(reduction == Reduction::mean ? real(1) / real(count) : real(1)) {}
};

// ShapeError unless input and target have one shape.
void check_alike(const Op& op, const Tensor& input, const Tensor& target);

// y = f(in…) for each number, of `shape`, or reduced: in chunks over threads, then the sum of
// these.
template <class F, class... In>
Tensor reduced_loss(const Op& op, const Shape& shape, const Reducing& how, F f, const In*... in) {
  const int64_t n = shape.numel();
  Tensor y = empty(how.keep ? shape : Shape{}, op.at());
  const Slot out{y.mutable_data(), false};
  if (how.keep) {
    kernels::map(n, f, out, in...);
    return y;
  }
  constexpr int64_t kChunk = 4096;
  const int64_t chunks = (n + kChunk - 1) / kChunk;
  const Buffer parts = Buffer::uninitialized(chunks);
  kernels::parallel_for(chunks, kernels::kGrain / kChunk, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k)
      parts.data()[k] = kernels::sum(std::min(kChunk, n - k * kChunk), f, (in + k * kChunk)...);
  });
  kernels::fold(kernels::Fold::sum, {chunks}, {1}, parts.data(), out);
  *out.data *= how.scale;  // of nothing: 0 times infinity
  return y;
}

// dx += df(in…) dloss, where dloss is a number for each, or one, to be scaled, for all.
template <class DF, class... In>
void loss_gradient(int64_t n, const Reducing& how, const real* dloss, Slot dx, DF df,
                   const In*... in) {
  if (how.keep)
    kernels::map(
        n, [df](auto d, auto... v) { return d * df(v...); }, dx, dloss, in...);
  else
    kernels::map(
        n, [df, factor = how.scale * *dloss](auto... v) { return factor * df(v...); }, dx, in...);
}

// A loss whose formula has f(x, t), and its derivatives dx(x, t) and dt(x, t).
template <class Formula>
Tensor pointwise_loss(const Op& op, const Formula& formula, const Tensor& input,
                      const Tensor& target, const Reducing& how) {
  const Tensor y = reduced_loss(
      op, input.shape(), how, [formula](auto u, auto v) { return formula.f(u, v); }, input.data(),
      target.data());
  const auto rule = [=, n = input.numel(), x = Saved(input), t = Saved(target)](Backward& step) {
    const real *px = step.get(x), *pt = step.get(t), *dy = step.dy();
    const auto dx = [formula](auto u, auto v) { return formula.dx(u, v); };
    const auto dt = [formula](auto u, auto v) { return formula.dt(u, v); };
    if (step.needs(0)) loss_gradient(n, how, dy, step.dx(0), dx, px, pt);
    if (step.needs(1)) loss_gradient(n, how, dy, step.dx(1), dt, px, pt);
  };
  return op.record(y, {input, target}, rule);
}

}  // namespace heed::inline HEED_PRECISION
