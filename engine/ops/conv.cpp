// Checks of a convolution, and its place in the graph; the arithmetic is in kernels/conv.cpp.

#include "engine/ops/conv.hpp"

#include <string>

#include "engine/kernels/conv.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// What is convolved, for errors: its axes, and its weights'.
struct Kind {
  int rank;
  std::string rank_name, x, weight;
};

void check(const Op& op, const Kind& kind, const Tensor& x, const Tensor& weight,
           const Tensor& bias, int64_t groups) {
  const int channel = 1 - kind.rank;  // the axis, from the right
  if (x.dim() != kind.rank || weight.dim() != kind.rank)
    throw ShapeError(op.explain("needs " + kind.rank_name + " axes each",
                                {{"x", x.shape()}, {"weight", weight.shape()}},
                                "x is " + kind.x + ", weight " + kind.weight));
  const int64_t in = x.size(1), out = weight.size(0);
  if (groups < 1)
    throw ValueError(op.explain("groups is " + std::to_string(groups), {}, "needs 1 or more"));
  const std::string rule = "needs " + kind.x + " and " + kind.weight +
                           ", C and O multiples of groups, " + std::to_string(groups);
  if (in % groups != 0 || in / groups != weight.size(1))
    throw ShapeError(
        op.explain("the channels do not fit",
                   {{"x", x.shape(), {channel}}, {"weight", weight.shape(), {channel}}}, rule));
  if (out % groups != 0)
    throw ShapeError(op.explain("the kernels cannot be split into groups",
                                {{"weight", weight.shape(), {channel - 1}}}, rule));
  if (bias.defined() && bias.shape() != Shape{out})
    throw ShapeError(
        op.explain("bias and weight do not fit",
                   {{"weight", weight.shape(), {channel - 1}}, {"bias", bias.shape(), {-1}}},
                   "needs " + kind.weight + " and (O)"));
}

Tensor convolve(const Op& op, const kernels::Conv& conv, const Shape& shape, const Tensor& x,
                const Tensor& weight, const Tensor& bias) {
  Tensor y = empty(shape, op.at());
  kernels::conv_forward(conv, x.data(), weight.data(), bias.defined() ? bias.data() : nullptr,
                        y.mutable_data());

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(weight)](Backward& step) {
    const real* from = step.needs(1) ? step.get(sx) : nullptr;
    const real *w = step.needs(0) ? step.get(sw) : nullptr, *dy = step.dy();
    if (real* dx = step.add_to(0)) kernels::conv_dx(conv, w, dy, dx);
    if (const Slot dweight = step.dx(1)) kernels::conv_dweight(conv, from, dy, dweight);
    if (const Slot dbias = step.dx(2))
      kernels::conv_dbias(conv.images, conv.groups * conv.out, conv.places(), dy, dbias);
  });
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias,
              const Conv2dOptions& options, Place at) {
  const Op op("conv2d", at);
  check(op, {4, "four", "(N, C, H, W)", "(O, C/groups, kh, kw)"}, x, weight, bias, options.groups);
  const kernels::Window window =
      kernels::window_over(op, x.shape(), Pair{weight.size(2), weight.size(3)}, options.stride,
                           options.padding, options.dilation);
  const int64_t images = x.size(0), out = weight.size(0);
  return convolve(op, {window, images, options.groups, weight.size(1), out / options.groups},
                  {images, out, window.h.places(), window.w.places()}, x, weight, bias);
}

Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias,
              const Conv1dOptions& options, Place at) {
  const Op op("conv1d", at);
  check(op, {3, "three", "(N, C, L)", "(O, C/groups, k)"}, x, weight, bias, options.groups);
  const kernels::Window window = kernels::window_over(op, x.shape(), weight.size(2), options.stride,
                                                      options.padding, options.dilation);
  const int64_t sequences = x.size(0), out = weight.size(0);
  return convolve(op, {window, sequences, options.groups, weight.size(1), out / options.groups},
                  {sequences, out, window.places()}, x, weight, bias);
}

}  // namespace heed::inline HEED_PRECISION
