// prod: one step for each run of neighbouring axes.

#include <algorithm>
#include <utility>

#include "engine/kernels/columns.hpp"
#include "engine/kernels/fold.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/reduced.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::kColumns, kernels::Lines;

// dx_i = dy times all others: those before x_i, times those behind it. (y / x_i would be 0 / 0
// where x_i is 0, and wrong where y is too large or too small for a number.)
void prod_backward(const Lines& lines, const real* x, const real* dy, Slot dx) {
  const int64_t length = lines.length, stride = lines.inner;
  const Buffer before = Buffer::uninitialized(lines.count() * length);
  kernels::each_column(lines, [=, before = before.data()](int64_t first, int64_t line, int64_t n) {
    real product[kColumns];
    std::fill_n(product, n, real(1));
    for (int64_t l = 0, at = first; l < length; ++l, at += stride)
      for (int64_t c = 0; c < n; ++c) {
        before[at + c] = product[c];
        product[c] *= x[at + c];
      }
    std::copy_n(dy + line, n, product);
    for (int64_t l = length - 1, at = first + l * stride; l >= 0; --l, at -= stride)
      for (int64_t c = 0; c < n; ++c) {
        const real part = before[at + c] * product[c];
        dx.data[at + c] = dx.add ? dx.data[at + c] + part : part;
        product[c] *= x[at + c];
      }
  });
}

// The product over the middle axis of x (outer, length, inner), which is what `lines` sees in it.
Tensor prod_of(const Op& op, const Tensor& x, const Lines& lines, const Shape& result) {
  Tensor y = empty(result, op.at());
  kernels::fold(kernels::Fold::product, {lines.outer, lines.length, lines.inner},
                {lines.outer, 1, lines.inner}, x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [lines, x = Saved(x)](Backward& step) {
    const real* numbers = step.get(x);
    prod_backward(lines, numbers, step.dy(), step.dx(0));
  });
}

// The last axes [begin, end) beside each other along which two shapes differ; [0, 0) if there are
// none.
std::pair<int, int> last_run(const Shape& a, const Shape& b) {
  int end = a.rank();
  while (end > 0 && a[end - 1] == b[end - 1]) --end;
  int begin = end;
  while (begin > 0 && a[begin - 1] != b[begin - 1]) --begin;
  return {begin, end};
}

}  // namespace

Tensor prod(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  const Op op("prod", at);
  const Reduced reduced(x.shape(), dims, op);
  Tensor y = x;
  Shape left = x.shape();
  do {
    const auto [begin, end] = last_run(left, reduced.kept);
    const int64_t outer = left.product(0, begin), inner = left.product(end, left.rank());
    const Lines lines(Shape{outer, left.product(begin, end), inner}, 1);
    std::fill(left.begin() + begin, left.begin() + end, 1);
    y = prod_of(op, y, lines, left == reduced.kept ? reduced.result(keepdim) : left);
  } while (left != reduced.kept);
  return y;
}

}  // namespace heed::inline HEED_PRECISION
