// Copies from one layout to another; backward takes the way back.

#include "engine/ops/rearrange.hpp"

#include <algorithm>

#include "engine/kernels/fold.hpp"
#include "engine/kernels/strided.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::StridedAxis;
using Axes = std::array<StridedAxis, Shape::kMaxRank>;

// The axes of a contiguous tensor, copied to one of the same shape.
Axes axes_of(const Shape& shape) {
  Axes axes{};
  std::fill(axes.begin(), axes.end(), StridedAxis{1, 0, 0});
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t step = shape.product(axis + 1, shape.rank());
    axes[size_t(axis)] = {shape[axis], step, step};
  }
  return axes;
}

// y = x, rolled by shifts, each 0 … n-1. An axis is cut in two parts that change places; several
// axes, in blocks, of which block number b holds the second part of axis k where b has bit k set.
void roll_blocks(const Shape& shape, const Shape& shifts, const real* x, Slot y) {
  for (int block = 0; block < 1 << shape.rank(); ++block) {
    Axes axes = axes_of(shape);
    int64_t from = 0, to = 0;
    for (int k = 0; k < shape.rank(); ++k) {
      StridedAxis& axis = axes[size_t(k)];
      const int64_t first = axis.length - shifts[k];  // the length of the first part
      const bool second = block >> k & 1;
      from += (second ? first : 0) * axis.from;
      to += (second ? 0 : shifts[k]) * axis.to;
      axis.length = second ? shifts[k] : first;
    }
    kernels::copy_strided(axes, x + from, {y.data + to, y.add});
  }
}

Tensor rolled(const Op& op, const Tensor& x, const Shape& lengths, const Shape& shifts) {
  Shape back = shifts;
  for (int k = 0; k < back.rank(); ++k) back[k] = shifts[k] == 0 ? 0 : lengths[k] - shifts[k];
  Tensor y = empty(x.shape(), op.at());
  roll_blocks(lengths, shifts, x.data(), {y.mutable_data(), false});
  return op.record(y, {x},
                   [=](Backward& step) { roll_blocks(lengths, back, step.dy(), step.dx(0)); });
}

// y (shape) from x (outer, run): each run so many times.
Tensor repeated(const Op& op, const Tensor& x, const Shape& shape, int64_t outer, int64_t run,
                int64_t times) {
  const Shape once{outer, 1, run}, often{outer, times, run};
  Tensor y = empty(shape, op.at());
  kernels::spread(once, often, 1, x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [=](Backward& step) {
    kernels::fold(kernels::Fold::sum, often, once, step.dy(), step.dx(0));
  });
}

// The shape of x repeated, where `from` is that of x with an axis for each of `times`.
Shape checked_times(const Op& op, const Tensor& x, const Shape& from, const Shape& times) {
  Shape to = times;
  for (int axis = 0; axis < to.rank(); ++axis) {
    if (times[axis] < 0)
      throw ValueError(op.explain(std::to_string(times[axis]) + " times",
                                  {{"x", x.shape()}, {"times", times, {axis - to.rank()}}},
                                  "needs 0 times or more"));
    if (__builtin_mul_overflow(from[axis], times[axis], &to[axis])) to[axis] = INT64_MAX;
  }
  checked_numel(to, op.name(), op.at());
  return to;
}

}  // namespace

Tensor flip(const Tensor& x, const Dims& dims, Place at) {
  const Op op("flip", at);
  Axes axes = axes_of(x.shape());
  int64_t last = 0;  // in x, what becomes the first
  for (const int64_t dim : checked_dims(dims, x.shape(), "flip", at)) {
    StridedAxis& axis = axes[size_t(dim)];
    last += std::max<int64_t>(axis.length - 1, 0) * axis.from;
    axis.from = -axis.from;
  }
  Tensor y = empty(x.shape(), at);
  kernels::copy_strided(axes, x.data() + last, {y.mutable_data(), false});
  // Flipped twice, everything stands where it was.
  return op.record(y, {x}, [axes, last](Backward& step) {
    kernels::copy_strided(axes, step.dy() + last, step.dx(0));
  });
}

Tensor roll(const Tensor& x, const Shifts& shifts, const Dims& dims, Place at) {
  const Op op("roll", at);
  const bool as_line = dims.list.rank() == 0;
  const int axes = as_line ? 1 : dims.list.rank();
  if (shifts.list.rank() != axes)
    throw ValueError(op.explain("not a shift for each axis",
                                {{"shifts", shifts.list}, {"dims", dims.list}},
                                as_line ? "without axes, x is one line, and is rolled by one shift"
                                        : "needs as many shifts as axes"));
  const Shape lengths = as_line ? Shape{x.numel()} : x.shape();
  Shape forward = lengths;
  std::fill(forward.begin(), forward.end(), 0);
  for (int k = 0; k < axes; ++k) {
    const int axis = as_line ? 0 : checked_axis(dims.list[k], lengths, "roll", at);
    const int64_t n = std::max<int64_t>(lengths[axis], 1);
    forward[axis] = (forward[axis] + shifts.list[k] % n + n) % n;
  }
  return rolled(op, x, lengths, forward);
}

Tensor repeat(const Tensor& x, const Shape& times, Place at) {
  const Op op("repeat", at);
  if (times.rank() < x.dim())
    throw ShapeError(op.explain("fewer times than axes", {{"x", x.shape()}, {"times", times}},
                                "needs one for each axis; more add axes on the left"));
  Shape from = x.shape();
  while (from.rank() < times.rank()) from.insert(0, 1);
  const Shape to = checked_times(op, x, from, times);
  Tensor y = x;
  for (int axis = to.rank() - 1; axis >= 0; --axis) {  // the innermost first: short copies are few
    if (times[axis] == 1) continue;
    const int64_t outer = from.product(0, axis), run = from.product(axis, from.rank());
    from[axis] = to[axis];
    y = repeated(op, y, from, outer, run, times[axis]);
  }
  return y.node() == x.node() ? repeated(op, x, to, 1, x.numel(), 1) : y;
}

}  // namespace heed::inline HEED_PRECISION
