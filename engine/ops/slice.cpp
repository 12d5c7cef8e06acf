// Numbers copied from a part of one layout to another; backward copies the gradient back.

#include "engine/ops/slice.hpp"

#include <algorithm>
#include <vector>

#include "engine/kernels/strided.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::StridedAxis;

// Axes of (outer, count, inner), a part of (outer, length, inner) with every step-th place of its
// axis: how far apart they stand in the whole, and in the part.
std::array<StridedAxis, 3> part_of(int64_t outer, int64_t length, int64_t inner, int64_t count,
                                   int64_t step = 1) {
  return {{{outer, length * inner, count * inner}, {count, step * inner, inner}, {inner, 1, 1}}};
}

std::array<StridedAxis, 3> reversed(std::array<StridedAxis, 3> axes) {
  for (StridedAxis& axis : axes) std::swap(axis.from, axis.to);
  return axes;
}

// y (shape), with lengths (outer, count, inner): the places start, start + step, … of an axis of x.
Tensor taken(const Op& op, const Tensor& x, int axis, int64_t start, int64_t count, int64_t step,
             const Shape& shape) {
  const int64_t inner = x.shape().product(axis + 1, x.dim()), offset = start * inner;
  const auto axes = part_of(x.shape().product(0, axis), x.shape()[axis], inner, count, step);
  Tensor y = empty(shape, op.at());
  kernels::copy_strided(axes, x.data() + offset, {y.mutable_data(), false});
  return op.record(y, {x}, [axes, offset](Backward& back) {
    kernels::copy_strided(reversed(axes), back.dy(), {back.add_to(0) + offset, true});
  });
}

void need_like(const Op& op, std::span<const Tensor> list, int except_axis) {
  if (list.empty()) throw ValueError(op.explain("the list is empty", {}, "needs a tensor or more"));
  const Shape& first = list[0].shape();
  for (const Tensor& x : list) {
    Shape other = x.shape();
    if (other.rank() == first.rank() && except_axis >= 0) other[except_axis] = first[except_axis];
    if (other == first) continue;
    int clash = 1;
    while (clash <= std::min(first.rank(), other.rank()) &&
           first[first.rank() - clash] == other[other.rank() - clash])
      ++clash;
    throw ShapeError(op.explain(
        "the tensors do not fit together",
        {{"first", first, {-clash}},
         {"number " + std::to_string(&x - list.data()), x.shape(), {-clash}}},
        except_axis >= 0 ? "all lengths but that of axis " + std::to_string(except_axis) +
                               ", along which they are joined, must be equal"
                         : "all must have one shape"));
  }
}

// y (shape): the tensors behind each other along `axis`, where each is as long as its own axis, or
// 1 if the axis is new.
Tensor joined(const Op& op, std::span<const Tensor> list, int axis, const Shape& shape) {
  const int64_t outer = shape.product(0, axis), inner = shape.product(axis + 1, shape.rank());
  Tensor y = empty(shape, op.at());
  real* out = y.mutable_data();
  std::vector<std::array<StridedAxis, 3>> parts;  // of y
  for (const Tensor& x : list) {
    const int64_t length = x.dim() == shape.rank() ? x.shape()[axis] : 1;
    parts.push_back(part_of(outer, shape[axis], inner, length));
    kernels::copy_strided(reversed(parts.back()), x.data(), {out, false});
    out += length * inner;
  }
  return op.record(y, list, [parts, inner](Backward& step) {
    const real* dy = step.dy();
    for (size_t k = 0; k < parts.size(); ++k) {
      if (step.needs(int(k))) kernels::copy_strided(parts[k], dy, step.dx(int(k)));
      dy += parts[k][1].length * inner;
    }
  });
}

}  // namespace

Tensor slice(const Tensor& x, int64_t dim, int64_t start, int64_t end, int64_t step, Place at) {
  const Op op("slice", at);
  const int axis = checked_axis(dim, x.shape(), "slice", at);
  if (step < 1)
    throw ValueError(op.explain("step is " + std::to_string(step), {{"x", x.shape()}},
                                "needs a step of 1 or more"));
  const int64_t length = x.shape()[axis];
  const auto place = [&](int64_t i) {
    return std::clamp<int64_t>(i < 0 ? i + length : i, 0, length);
  };
  const int64_t from = place(start), to = place(end);
  step = std::min(step, std::max<int64_t>(length, 1));  // a longer one finds no more
  Shape shape = x.shape();
  shape[axis] = to > from ? (to - from - 1) / step + 1 : 0;
  return taken(op, x, axis, from, shape[axis], step, shape);
}

Tensor select(const Tensor& x, int64_t dim, int64_t index, Place at) {
  const Op op("select", at);
  const int axis = checked_axis(dim, x.shape(), "select", at);
  const int64_t length = x.shape()[axis];
  if (index < -length || index >= length)
    throw ValueError(op.explain(
        "there is no place " + std::to_string(index), {{"x", x.shape(), {axis - x.dim()}}},
        "the axis has " + std::to_string(length) + " places: 0 is the first, -1 the last"));
  Shape shape = x.shape();
  shape.erase(axis);
  return taken(op, x, axis, index < 0 ? index + length : index, 1, 1, shape);
}

Tensor cat(std::span<const Tensor> list, int64_t dim, Place at) {
  const Op op("cat", at);
  const int axis = list.empty() ? 0 : checked_axis(dim, list[0].shape(), "cat", at);
  need_like(op, list, axis);
  Shape shape = list[0].shape();
  shape[axis] = 0;
  for (const Tensor& x : list) shape[axis] += x.shape()[axis];
  return joined(op, list, axis, shape);
}

Tensor stack(std::span<const Tensor> list, int64_t dim, Place at) {
  const Op op("stack", at);
  need_like(op, list, -1);
  Shape shape = list[0].shape();
  shape.push_back(int64_t(list.size()));
  const int axis = checked_axis(dim, shape, "stack", at);
  shape = list[0].shape();
  shape.insert(axis, int64_t(list.size()));
  return joined(op, list, axis, shape);
}

Tensor cat(std::initializer_list<Tensor> list, int64_t dim, Place at) {
  return cat(std::span(list.begin(), list.size()), dim, at);
}

Tensor stack(std::initializer_list<Tensor> list, int64_t dim, Place at) {
  return stack(std::span(list.begin(), list.size()), dim, at);
}

}  // namespace heed::inline HEED_PRECISION
