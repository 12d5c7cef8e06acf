// var and std, in two passes: first the mean, then the distances from it.

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "engine/kernels/terms.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/reduced.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using std::sqrt, xsimd::sqrt;

Buffer means(const Shape& shape, const Reduced& reduced, const real* x) {
  const Buffer mean = Buffer::uninitialized(reduced.kept.numel());
  kernels::fold(kernels::Fold::sum, shape, reduced.kept, x, {mean.data(), false});
  kernels::map(
      reduced.kept.numel(), [n = real(reduced.count)](auto sum) { return sum / n; },
      {mean.data(), false}, mean.data());
  return mean;
}

// dvar/dx = 2 (x - mean) / divisor: the mean moves with x, too, but the distances from it add up to
// 0. dstd/dx = dvar/dx / (2 std), and 0 where std is 0. `y` is std, or null for var.
void deviation_backward(const Shape& shape, const Shape& groups, real divisor, const real* x,
                        const real* mean, const real* y, const real* dy, Slot dx) {
  const Buffer factors = Buffer::uninitialized(groups.numel());
  const Slot out{factors.data(), false};
  if (y)
    kernels::map(
        groups.numel(),
        [divisor](auto d, auto root) {
          const auto zero = decltype(d)(real(0));
          return kernels::choose(root == zero, zero, d / root) / divisor;
        },
        out, dy, y);
  else
    kernels::map(
        groups.numel(), [divisor](auto d) { return real(2) * d / divisor; }, out, dy);
  const auto part = [](auto v, auto m, auto factor) { return factor * (v - m); };
  kernels::spread_terms(shape, groups, part, dx, x, mean, factors.data());
}

Tensor deviation(const Op& op, bool root, const Tensor& x, const Dims& dims, bool keepdim,
                 double correction) {
  const Reduced reduced(x.shape(), dims, op);
  if (!std::isfinite(correction))
    throw ValueError(op.explain("correction is " + std::to_string(correction), {{"x", x.shape()}},
                                "needs a finite number: 1 for an estimate, 0 for the mean square"));
  const real divisor = real(std::max(double(reduced.count) - correction, 0.0));
  Tensor y = empty(reduced.result(keepdim), op.at());
  const Slot out{y.mutable_data(), false};
  const Buffer mean = means(x.shape(), reduced, x.data());
  const auto square = [](auto v, auto m) { return (v - m) * (v - m); };
  kernels::sum_terms(x.shape(), reduced.kept, square, x.data(), mean.data(), out.data);
  kernels::map(
      y.numel(), [divisor](auto sum) { return sum / divisor; }, out, y.data());
  if (root)
    kernels::map(
        y.numel(), [](auto v) { return sqrt(v); }, out, y.data());

  const auto rule = [=, shape = x.shape(), groups = reduced.kept, x = Saved(x),
                     y = root ? std::optional(Saved(y)) : std::nullopt](Backward& step) {
    const real *px = step.get(x), *py = y ? step.get(*y) : nullptr;
    deviation_backward(shape, groups, divisor, px, mean.data(), py, step.dy(), step.dx(0));
  };
  return op.record(y, {x}, rule);
}

}  // namespace

Tensor var(const Tensor& x, const Dims& dims, bool keepdim, double correction, Place at) {
  return deviation(Op("var", at), false, x, dims, keepdim, correction);
}

Tensor std(const Tensor& x, const Dims& dims, bool keepdim, double correction, Place at) {
  return deviation(Op("std", at), true, x, dims, keepdim, correction);
}

}  // namespace heed::inline HEED_PRECISION
