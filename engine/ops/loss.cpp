// Mean squared error. cross_entropy has a file of its own.

#include "engine/ops/loss.hpp"

#include "engine/kernels/fold.hpp"
#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

auto squared_error(auto x, auto target) { return (x - target) * (x - target); }

// The sum of all squared errors: chunks over threads, then the sum of these.
void sum_squared_errors(int64_t n, const real* x, const real* target, real* y) {
  constexpr int64_t kChunk = 4096;
  const int64_t chunks = (n + kChunk - 1) / kChunk;
  const Buffer parts = Buffer::uninitialized(chunks);
  kernels::parallel_for(chunks, kernels::kGrain / kChunk, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k)
      parts.data()[k] = kernels::sum(
          std::min(kChunk, n - k * kChunk), [](auto u, auto v) { return squared_error(u, v); },
          x + k * kChunk, target + k * kChunk);
  });
  kernels::fold(kernels::Fold::sum, {chunks}, {1}, parts.data(), {y, false});
}

// dx += factor dloss (x - target), where dloss is a number for each, or one for all.
void differences(int64_t n, real factor, const real* dloss, bool each, const real* x,
                 const real* target, Slot dx) {
  if (each) {
    kernels::map(
        n, [factor](auto u, auto v, auto d) { return factor * d * (u - v); }, dx, x, target, dloss);
  } else {
    factor *= *dloss;
    kernels::map(
        n, [factor](auto u, auto v) { return factor * (u - v); }, dx, x, target);
  }
}

}  // namespace

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction, Place at) {
  const Op op("mse_loss", at);
  if (input.shape() != target.shape())
    throw ShapeError(op.explain("input and target are not of one shape",
                                {{"input", input.shape()}, {"target", target.shape()}},
                                "a broadcast would compare each number with several; reshape one "
                                "of them if they hold the same numbers"));
  const int64_t n = input.numel();
  const bool keep = reduction == Reduction::none;
  const real scale = reduction == Reduction::mean ? real(1) / real(n) : real(1);
  Tensor y = empty(keep ? input.shape() : Shape{}, at);
  if (keep) {
    kernels::map(
        n, [](auto u, auto v) { return squared_error(u, v); }, {y.mutable_data(), false},
        input.data(), target.data());
  } else {
    sum_squared_errors(n, input.data(), target.data(), y.mutable_data());
    *y.mutable_data() *= scale;
  }

  const auto rule = [=, x = Saved(input), t = Saved(target)](Backward& step) {
    const real *px = step.get(x), *pt = step.get(t);  // d(x - t)^2 = 2 (x - t) (dx - dt)
    if (step.needs(0)) differences(n, 2 * scale, step.dy(), keep, px, pt, step.dx(0));
    if (step.needs(1)) differences(n, 2 * scale, step.dy(), keep, pt, px, step.dx(1));
  };
  return op.record(y, {input, target}, rule);
}

}  // namespace heed::inline HEED_PRECISION
