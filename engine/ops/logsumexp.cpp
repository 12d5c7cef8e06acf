// logsumexp over any axes. Along one axis, softmax and cross_entropy have theirs built in.

#include <cmath>
#include <limits>

#include "engine/kernels/terms.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/reduced.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs, std::exp, xsimd::exp, std::log, xsimd::log;

// The largest number of each group; 0 instead of ±inf, from which nothing can be subtracted.
Buffer peaks(const Shape& shape, const Shape& groups, const real* x) {
  const Buffer max = Buffer::uninitialized(groups.numel());
  kernels::fold(kernels::Fold::max, shape, groups, x, {max.data(), false});
  kernels::map(
      groups.numel(),
      [](auto m) {
        using Kind = decltype(m);
        const Kind infinity(std::numeric_limits<real>::infinity());
        return choose(abs(m) == infinity, Kind(real(0)), m);
      },
      {max.data(), false}, max.data());
  return max;
}

// dy_i/dx = e^(x - max) / sum, the softmax of x; 0 where the sum is 0.
void logsumexp_backward(const Shape& shape, const Shape& groups, const real* x, const real* max,
                        const real* sum, const real* dy, Slot dx) {
  const Buffer factors = Buffer::uninitialized(groups.numel());
  kernels::map(
      groups.numel(),
      [](auto d, auto s) {
        const auto zero = decltype(d)(real(0));
        return choose(s == zero, zero, d / s);
      },
      {factors.data(), false}, dy, sum);
  const auto part = [](auto v, auto m, auto factor) { return factor * exp(v - m); };
  kernels::spread_terms(shape, groups, part, dx, x, max, factors.data());
}

}  // namespace

Tensor logsumexp(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  const Op op("logsumexp", at);
  const Reduced reduced(x.shape(), dims, op);
  const Shape& groups = reduced.kept;
  const Buffer max = peaks(x.shape(), groups, x.data());
  const Buffer sum = Buffer::uninitialized(groups.numel());
  const auto term = [](auto v, auto m) { return exp(v - m); };
  kernels::sum_terms(x.shape(), groups, term, x.data(), max.data(), sum.data());
  Tensor y = empty(reduced.result(keepdim), at);
  kernels::map(
      y.numel(), [](auto m, auto s) { return m + log(s); }, {y.mutable_data(), false}, max.data(),
      sum.data());
  return op.record(y, {x}, [=, shape = x.shape(), x = Saved(x)](Backward& step) {
    const real* numbers = step.get(x);
    logsumexp_backward(shape, groups, numbers, max.data(), sum.data(), step.dy(), step.dx(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
