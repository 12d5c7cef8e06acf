// Which numbers are dropped follows from the counter: no mask is kept.

#include "engine/ops/dropout.hpp"

#include <algorithm>

#include "engine/kernels/broadcast.hpp"
#include "engine/kernels/drop.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Drop, kernels::kDrawn;

// y = x, each number times 0 or the scale, or += where y.add is set: forward with numbers, backward
// with gradients.
void apply(const Drop& drop, int64_t n, const real* x, Slot y) {
  const int64_t pieces = (n + kDrawn - 1) / kDrawn;
  kernels::parallel_for(pieces, kernels::kGrain / 8 / kDrawn, [&](int64_t begin, int64_t end) {
    real factors[kDrawn];
    for (int64_t start = begin * kDrawn; start < std::min(end * kDrawn, n); start += kDrawn) {
      kernels::draw_factors(drop, start, factors);
      kernels::write_run(0, std::min(kDrawn, n - start), {y.data + start, y.add},
                         [from = x + start, &factors](int64_t i, auto as) {
                           using Kind = typename decltype(as)::kind;
                           return kernels::read<1, Kind>(from, i) *
                                  kernels::read<1, Kind>(factors, i);
                         });
    }
  });
}

}  // namespace

Tensor dropout(const Tensor& x, double p, bool training, Random& random, Place at) {
  const Op op("dropout", at);
  if (!(p >= 0 && p <= 1))
    throw ValueError(
        op.explain("p is " + std::to_string(p), {{"x", x.shape()}}, "needs a probability, 0 to 1"));
  if (!training || p == 0) return x;
  const Drop drop(p, random, x.numel());
  Tensor y = empty(x.shape(), at);
  apply(drop, x.numel(), x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [drop](Backward& step) {
    apply(drop, step.size(), step.dy(), step.dx(0));  // the numbers that went had no influence
  });
}

}  // namespace heed::inline HEED_PRECISION
