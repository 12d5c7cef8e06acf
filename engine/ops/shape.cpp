// What keeps the order of the numbers shares them; the rest copies them to another layout, and
// backward copies the gradient back.

#include "engine/ops/shape.hpp"

#include <algorithm>

#include "engine/kernels/fold.hpp"
#include "engine/kernels/strided.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::StridedAxis;

// The same numbers under another shape; backward has nothing to compute either.
Tensor renamed(const Op& op, const Tensor& x, const Shape& shape) {
  return op.record(Tensor::from(shape, x.buffer()), {x}, [](Backward& step) { step.pass(0); });
}

// `shape` with what -1 stands for.
Shape completed(const Op& op, const Shape& from, Shape shape) {
  const int64_t unknowns = std::count(shape.begin(), shape.end(), -1);
  int64_t* const unknown = std::find(shape.begin(), shape.end(), -1);
  if (unknowns > 1)
    throw ShapeError(op.explain("only one length can be left open", {{"from", from}, {"to", shape}},
                                "write -1 once; the other lengths decide it"));
  if (unknowns == 1) *unknown = 1;
  const int64_t given = checked_numel(shape, op.name(), op.at());
  if (unknowns == 1 && given > 0) *unknown = from.numel() / given;
  if (shape.numel() == from.numel() && !(unknowns == 1 && given == 0)) return shape;
  if (unknowns == 1) *unknown = -1;
  if (given == 0 && from.numel() == 0)
    throw ShapeError(op.explain("-1 could be any length", {{"from", from}, {"to", shape}},
                                "0 times anything is 0: write the length that is meant"));
  throw ShapeError(op.explain(
      "not as many numbers", {{"from", from}, {"to", shape}},
      std::to_string(from.numel()) + " numbers cannot fill " +
          (unknowns == 1 ? "rows of " + std::to_string(given) : std::to_string(given) + " places") +
          "; the product of the lengths must stay the same"));
}

Tensor permuted(const Op& op, const Tensor& x, const Shape& dims) {
  Shape shape;
  std::array<StridedAxis, Shape::kMaxRank> axes{};
  std::fill(axes.begin(), axes.end(), StridedAxis{1, 0, 0});
  for (int k = 0; k < dims.rank(); ++k) {
    const int axis = int(dims[k]);
    shape.push_back(x.shape()[axis]);
    axes[size_t(k)] = {shape[k], x.shape().product(axis + 1, x.dim()), 0};
  }
  for (int k = 0; k < dims.rank(); ++k) axes[size_t(k)].to = shape.product(k + 1, shape.rank());
  auto back = axes;
  for (StridedAxis& axis : back) std::swap(axis.from, axis.to);
  Tensor y = empty(shape, op.at());
  kernels::copy_strided(axes, x.data(), {y.mutable_data(), false});
  return op.record(y, {x},
                   [back](Backward& step) { kernels::copy_strided(back, step.dy(), step.dx(0)); });
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape, Place at) {
  const Op op("reshape", at);
  return renamed(op, x, completed(op, x.shape(), shape));
}

Tensor flatten(const Tensor& x, int64_t start, int64_t end, Place at) {
  const Op op("flatten", at);
  if (x.dim() == 0) return renamed(op, x, {1});
  const int from = checked_axis(start, x.shape(), "flatten", at);
  const int to = checked_axis(end, x.shape(), "flatten", at);
  if (from > to)
    throw ShapeError(op.explain("the axes are in the wrong order", {{"x", x.shape()}},
                                "axis " + std::to_string(start) + " is right of axis " +
                                    std::to_string(end) + "; start must not come after end"));
  Shape shape(std::span(x.shape().begin(), size_t(from)));
  shape.push_back(x.shape().product(from, to + 1));
  for (int axis = to + 1; axis < x.dim(); ++axis) shape.push_back(x.shape()[axis]);
  return renamed(op, x, shape);
}

Tensor squeeze(const Tensor& x, int64_t dim, Place at) {
  const Op op("squeeze", at);
  Shape shape = x.shape();
  const int axis = checked_axis(dim, shape, "squeeze", at);
  if (shape[axis] != 1)
    throw ShapeError(op.explain("the axis is not of length 1", {{"x", shape, {axis - x.dim()}}},
                                "only an axis of length 1 can go without a number being lost"));
  shape.erase(axis);
  return renamed(op, x, shape);
}

Tensor squeeze(const Tensor& x, Place at) {
  const Op op("squeeze", at);
  Shape shape;
  for (const int64_t length : x.shape())
    if (length != 1) shape.push_back(length);
  return renamed(op, x, shape);
}

Tensor unsqueeze(const Tensor& x, int64_t dim, Place at) {
  const Op op("unsqueeze", at);
  Shape shape = x.shape();
  shape.push_back(1);
  const int axis = checked_axis(dim, shape, "unsqueeze", at);
  shape = x.shape();
  shape.insert(axis, 1);
  return renamed(op, x, shape);
}

Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1, Place at) {
  const Op op("transpose", at);
  Shape dims;
  for (int axis = 0; axis < x.dim(); ++axis) dims.push_back(axis);
  std::swap(dims[checked_axis(dim0, x.shape(), "transpose", at)],
            dims[checked_axis(dim1, x.shape(), "transpose", at)]);
  return permuted(op, x, dims);
}

Tensor permute(const Tensor& x, const Dims& dims, Place at) {
  const Op op("permute", at);
  const Shape order = checked_dims(dims, x.shape(), "permute", at);
  if (order.rank() != x.dim())
    throw ShapeError(op.explain("not one axis for each of x",
                                {{"x", x.shape()}, {"dims", dims.list}},
                                "name every axis once, in their new order"));
  return permuted(op, x, order);
}

Tensor expand(const Tensor& x, const Shape& shape, Place at) {
  const Op op("expand", at);
  Shape to = shape, from = x.shape();
  if (to.rank() < from.rank())
    throw ShapeError(op.explain("fewer axes than before", {{"x", x.shape()}, {"to", shape}},
                                "expand only adds axes, on the left"));
  while (from.rank() < to.rank()) from.insert(0, 1);
  for (int axis = 0; axis < to.rank(); ++axis) {
    const int clash = axis - to.rank();
    if (to[axis] == -1 && axis >= to.rank() - x.dim()) to[axis] = from[axis];
    if (from[axis] != to[axis] && from[axis] != 1)
      throw ShapeError(op.explain("cannot repeat",
                                  {{"x", x.shape(), {clash}}, {"to", shape, {clash}}},
                                  "only an axis of length 1 is repeated; the others keep theirs"));
  }
  checked_numel(to, "expand", at);
  Tensor y = empty(to, at);
  kernels::spread(from, to, 1, x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [from, to](Backward& step) {
    // Each number went to many places, so their gradients add up.
    kernels::fold(kernels::Fold::sum, to, from, step.dy(), step.dx(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
