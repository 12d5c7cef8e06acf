// One kernel for both directions: backward is forward from the other end.

#include "engine/ops/cumsum.hpp"

#include "engine/kernels/columns.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::kColumns, kernels::Lines;

// y_i = x_0 + … + x_i on each line; where `from_end` is set, x_i + … + x_(length - 1). Sums are
// double: over a long line float would lose digits.
void running_sums(const Lines& lines, bool from_end, const real* x, Slot y) {
  const int64_t length = lines.length, stride = from_end ? -lines.inner : lines.inner;
  kernels::each_column(lines, [=](int64_t first, int64_t, int64_t n) {
    double sums[kColumns] = {};
    int64_t at = from_end ? first + (length - 1) * lines.inner : first;
    for (int64_t l = 0; l < length; ++l, at += stride)
      for (int64_t c = 0; c < n; ++c) {
        sums[c] += double(x[at + c]);
        y.data[at + c] = y.add ? y.data[at + c] + real(sums[c]) : real(sums[c]);
      }
  });
}

}  // namespace

Tensor cumsum(const Tensor& x, int64_t dim, Place at) {
  const Op op("cumsum", at);
  const bool scalar = x.dim() == 0;
  const Lines lines(scalar ? Shape{1} : x.shape(),
                    scalar ? 0 : checked_axis(dim, x.shape(), "cumsum", at));
  Tensor y = empty(x.shape(), at);
  running_sums(lines, false, x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [lines](Backward& step) {  // x_i is part of y_i and all behind it
    running_sums(lines, true, step.dy(), step.dx(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
