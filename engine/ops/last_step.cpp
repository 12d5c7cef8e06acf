// Which step is the last of each sequence, and its gradient.

#include <algorithm>

#include "engine/ops/recurrence.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

void check(const Op& op, const Tensor& y, const Tensor& h0) {
  if (y.dim() != 3)
    throw ShapeError(op.explain("takes sequences", {{"y", y.shape()}}, "needs (B, T, H)"));
  if (h0.defined() && h0.shape() != Shape{y.size(0), y.size(2)})
    throw ShapeError(op.explain("the initial state does not fit",
                                {{"y", y.shape()}, {"h0", h0.shape()}},
                                "needs y (B, T, H) and h0 (B, H)"));
}

}  // namespace

Tensor last_step(const Tensor& y, const Tensor& h0, const SequenceOptions& options, Place at) {
  const Op op("last_step", at);
  check(op, y, h0);
  const kernels::Sequences all = checked_sequences(op, y, options);
  const int64_t hidden = y.size(2);
  Tensor last = empty({all.count, hidden}, at);
  real* out = last.mutable_data();
  const auto place = [all, hidden](int64_t b) {
    return (b * all.time + all.place(b, all.lengths[b] - 1)) * hidden;
  };
  for (int64_t b = 0; b < all.count; ++b, out += hidden) {
    if (all.lengths[b] > 0)
      std::copy_n(y.data() + place(b), hidden, out);
    else if (h0.defined())
      std::copy_n(h0.data() + b * hidden, hidden, out);
    else
      std::fill_n(out, hidden, real(0));
  }
  return op.record(last, {y, h0}, [=](Backward& step) {
    real *dy = step.add_to(0), *dh0 = step.add_to(1);
    for (int64_t b = 0; b < all.count; ++b) {
      real* to = all.lengths[b] > 0 ? (dy ? dy + place(b) : nullptr)
                 : dh0              ? dh0 + b * hidden
                                    : nullptr;
      for (int64_t j = 0; to && j < hidden; ++j) to[j] += step.dy()[b * hidden + j];
    }
  });
}

}  // namespace heed::inline HEED_PRECISION
