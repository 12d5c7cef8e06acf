// Checks of a convolution, and its place in the graph; the arithmetic is in kernels/conv.cpp.

#include "engine/ops/conv.hpp"

#include <string>

#include "engine/kernels/conv.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

void check(const Op& op, const Tensor& x, const Tensor& weight, const Tensor& bias,
           int64_t groups) {
  if (x.dim() != 4 || weight.dim() != 4)
    throw ShapeError(op.explain("needs four axes each",
                                {{"x", x.shape()}, {"weight", weight.shape()}},
                                "images are (N, C, H, W), weights (O, C/groups, kh, kw)"));
  const int64_t in = x.size(1), out = weight.size(0);
  if (groups < 1)
    throw ValueError(op.explain("groups is " + std::to_string(groups), {}, "needs 1 or more"));
  const std::string rule =
      "needs (N, C, H, W) and (O, C/groups, kh, kw), C and O multiples of groups, " +
      std::to_string(groups);
  if (in % groups != 0 || in / groups != weight.size(1))
    throw ShapeError(op.explain("the channels do not fit",
                                {{"x", x.shape(), {-3}}, {"weight", weight.shape(), {-3}}}, rule));
  if (out % groups != 0)
    throw ShapeError(op.explain("the kernels cannot be split into groups",
                                {{"weight", weight.shape(), {-4}}}, rule));
  if (bias.defined() && bias.shape() != Shape{out})
    throw ShapeError(op.explain("bias and weight do not fit",
                                {{"weight", weight.shape(), {-4}}, {"bias", bias.shape(), {-1}}},
                                "needs (O, C/groups, kh, kw) and (O)"));
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias,
              const Conv2dOptions& options, Place at) {
  const Op op("conv2d", at);
  check(op, x, weight, bias, options.groups);
  const kernels::Conv conv{kernels::window_over(op, x.shape(), {weight.size(2), weight.size(3)},
                                                options.stride, options.padding, options.dilation),
                           x.size(0), options.groups, weight.size(1),
                           weight.size(0) / options.groups};
  Tensor y = empty({x.size(0), weight.size(0), conv.window.h.places(), conv.window.w.places()}, at);
  kernels::conv_forward(conv, x.data(), weight.data(), bias.defined() ? bias.data() : nullptr,
                        y.mutable_data());

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(weight)](Backward& step) {
    const real* from = step.needs(1) ? step.get(sx) : nullptr;
    const real *w = step.needs(0) ? step.get(sw) : nullptr, *dy = step.dy();
    if (real* dx = step.add_to(0)) kernels::conv_dx(conv, w, dy, dx);
    if (const Slot dweight = step.dx(1)) kernels::conv_dweight(conv, from, dy, dweight);
    if (const Slot dbias = step.dx(2)) kernels::conv_dbias(conv, dy, dbias);
  });
}

}  // namespace heed::inline HEED_PRECISION
