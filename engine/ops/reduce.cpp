// sum, mean, max and min: kernels::fold, and backward hands to every number its part. Reductions of
// a formula have files of their own: prod, variance, logsumexp, vector_norm.

#include "engine/ops/reduce.hpp"

#include "engine/kernels/terms.hpp"
#include "engine/ops/reduced.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Fold;

// Numbers that equal their group's result share its gradient: first they are counted.
void share(const Shape& shape, const Shape& kept, const real* x, const real* y, const real* dy,
           Slot dx) {
  const int64_t groups = kept.numel();
  const Buffer shares = Buffer::uninitialized(groups);
  const auto is_equal = [](auto v, auto result) {
    using Kind = decltype(v);
    return kernels::choose(v == result, Kind(real(1)), Kind(real(0)));
  };
  kernels::sum_terms(shape, kept, is_equal, x, y, shares.data());
  kernels::map(
      groups, [](auto d, auto count) { return d / count; }, {shares.data(), false}, dy,
      shares.data());
  const auto part = [](auto v, auto result, auto own) {
    return kernels::choose(v == result, own, decltype(v)(real(0)));
  };
  kernels::spread_terms(shape, kept, part, dx, x, y, shares.data());
}

Tensor extreme(const char* name, Fold kind, const Tensor& x, const Dims& dims, bool keepdim,
               Place at) {
  const Op op(name, at);
  const Reduced reduced(x.shape(), dims, op);
  reduced.check_choice(op, x.shape());
  Tensor y = empty(reduced.result(keepdim), at);
  kernels::fold(kind, x.shape(), reduced.kept, x.data(), {y.mutable_data(), false});
  const auto rule = [shape = x.shape(), kept = reduced.kept, x = Saved(x),
                     y = Saved(y)](Backward& step) {
    const real *px = step.get(x), *py = step.get(y);
    share(shape, kept, px, py, step.dy(), step.dx(0));
  };
  return op.record(y, {x}, rule);
}

// scale times the sum, where scale is 1 or 1 over how many numbers each sum has.
Tensor summed(const char* name, bool average, const Tensor& x, const Dims& dims, bool keepdim,
              Place at) {
  const Op op(name, at);
  const Reduced reduced(x.shape(), dims, op);
  const real scale = average ? real(1) / real(reduced.count) : real(1);
  Tensor y = empty(reduced.result(keepdim), at);
  real* out = y.mutable_data();
  kernels::fold(Fold::sum, x.shape(), reduced.kept, x.data(), {out, false});
  if (average)  // of nothing: 0 times infinity
    kernels::map(
        y.numel(), [scale](auto v) { return v * scale; }, {out, false}, out);
  return op.record(y, {x}, [shape = x.shape(), kept = reduced.kept, scale](Backward& step) {
    kernels::spread(kept, shape, scale, step.dy(), step.dx(0));
  });
}

}  // namespace

Tensor sum(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return summed("sum", false, x, dims, keepdim, at);
}

Tensor mean(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return summed("mean", true, x, dims, keepdim, at);
}

Tensor max(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return extreme("max", Fold::max, x, dims, keepdim, at);
}

Tensor min(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return extreme("min", Fold::min, x, dims, keepdim, at);
}

}  // namespace heed::inline HEED_PRECISION
