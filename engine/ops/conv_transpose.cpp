// conv_transpose2d is a convolution read backwards: its result is the image of that convolution,
// its forward that one's gradient by the image, and its gradient that one's forward.

#include <string>

#include "engine/kernels/conv.hpp"
#include "engine/kernels/parallel_sum.hpp"
#include "engine/ops/conv.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Conv, kernels::Slide, kernels::Window;

void check(const Op& op, const Tensor& x, const Tensor& weight, const Tensor& bias,
           int64_t groups) {
  const std::string rule = "needs (N, C, H, W) and (C, O/groups, kh, kw)";
  if (x.dim() != 4 || weight.dim() != 4)
    throw ShapeError(
        op.explain("needs four axes each", {{"x", x.shape()}, {"weight", weight.shape()}}, rule));
  if (groups < 1)
    throw ValueError(op.explain("groups is " + std::to_string(groups), {}, "needs 1 or more"));
  if (x.size(1) != weight.size(0) || x.size(1) % groups != 0)
    throw ShapeError(op.explain("the channels do not fit",
                                {{"x", x.shape(), {-3}}, {"weight", weight.shape(), {-4}}},
                                rule + ", C a multiple of groups, " + std::to_string(groups)));
  if (bias.defined() && bias.shape() != Shape{weight.size(1) * groups})
    throw ShapeError(op.explain("bias and weight do not fit",
                                {{"weight", weight.shape(), {-3}}, {"bias", bias.shape(), {-1}}},
                                rule + " and (O), groups is " + std::to_string(groups)));
}

// Along one axis of x: how the window moves over the result, if it has x.shape()[axis] places.
Slide slide_back(const Op& op, const Shape& x, int axis, Slide slide) {
  const int64_t places = x[x.rank() + axis];
  if (places < 1 || places > 1 << 30)
    throw ShapeError(op.explain("there is no image", {{"x", x, {axis}}},
                                "needs (N, C, H, W), H and W 1 to 2^30"));
  slide.size = (places - 1) * slide.stride - 2 * slide.padding + slide.span() + slide.extra;
  if (slide.size < 1)
    throw ShapeError(op.explain("nothing is left of the result", {{"x", x, {axis}}},
                                "its length would be " + std::to_string(slide.size) +
                                    ": less padding, or a larger kernel"));
  return slide;
}

Window window_back(const Op& op, const Shape& x, Pair kernel,
                   const ConvTranspose2dOptions& options) {
  const auto [stride, padding, extra, dilation, groups] = options;
  kernels::check_lengths(op, "kernel", {kernel.h, kernel.w}, 1);
  kernels::check_lengths(op, "stride", {stride.h, stride.w}, 1);
  kernels::check_lengths(op, "padding", {padding.h, padding.w}, 0);
  kernels::check_lengths(op, "output_padding", {extra.h, extra.w}, 0);
  kernels::check_lengths(op, "dilation", {dilation.h, dilation.w}, 1);
  if (extra.h >= std::max(stride.h, dilation.h) || extra.w >= std::max(stride.w, dilation.w))
    throw ValueError(op.explain("output_padding is " + to_string(Shape{extra.h, extra.w}), {},
                                "needs less than the stride or the dilation, down and across"));
  return {slide_back(op, x, -2, {0, kernel.h, stride.h, padding.h, dilation.h, extra.h}),
          slide_back(op, x, -1, {0, kernel.w, stride.w, padding.w, dilation.w, extra.w})};
}

// Channel o of y (N, O, pixels) begins as bias[o], or 0.
void fill(int64_t images, int64_t channels, int64_t pixels, const real* bias, real* y) {
  const auto body = [=](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k)
      std::fill_n(y + k * pixels, pixels, bias ? bias[k % channels] : 0);
  };
  kernels::parallel_for(images * channels, kernels::kGrain / (pixels + 1), body);
}

void x_backward(const Conv& conv, const real* weight, const real* dy, Slot dx) {
  if (!dx.add) return kernels::conv_forward(conv, dy, weight, nullptr, dx.data);
  const int64_t size = conv.images * conv.y_image();
  const Buffer part = Buffer::uninitialized(size);
  kernels::conv_forward(conv, dy, weight, nullptr, part.data());
  kernels::put(dx, part.data(), size);
}

}  // namespace

Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const ConvTranspose2dOptions& options, Place at) {
  const Op op("conv_transpose2d", at);
  const int64_t groups = options.groups;
  check(op, x, weight, bias, groups);
  const Window window = window_back(op, x.shape(), {weight.size(2), weight.size(3)}, options);
  const Conv conv{window, x.size(0), groups, weight.size(1), x.size(1) / groups};
  const int64_t out = weight.size(1) * groups;
  Tensor y = empty({conv.images, out, window.h.size, window.w.size}, at);
  real* to = y.mutable_data();
  fill(conv.images, out, conv.pixels(), bias.defined() ? bias.data() : nullptr, to);
  kernels::conv_dx(conv, weight.data(), x.data(), to);

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(weight)](Backward& step) {
    const real* from = step.needs(1) ? step.get(sx) : nullptr;
    const real *w = step.needs(0) ? step.get(sw) : nullptr, *dy = step.dy();
    if (const Slot dx = step.dx(0)) x_backward(conv, w, dy, dx);
    if (const Slot dweight = step.dx(1)) kernels::conv_dweight(conv, dy, from, dweight);
    if (const Slot dbias = step.dx(2))
      kernels::conv_dbias(conv.images, out, conv.pixels(), dy, dbias);
  });
}

}  // namespace heed::inline HEED_PRECISION
