// unfold: the columns in which a convolution sees its image, as a result of their own.

#include "engine/kernels/parallel.hpp"
#include "engine/ops/conv.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Window;

// Calls body(start of a channel in x, of its columns in y) for all channels of all images.
template <class Body>
void each_channel(const Window& window, int64_t channels, const Body& body) {
  const int64_t pixels = window.h.size * window.w.size, numbers = window.taps() * window.places();
  const int64_t grain = kernels::kGrain / (numbers + 1);
  kernels::parallel_for(channels, grain, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c) body(c * pixels, c * numbers);
  });
}

}  // namespace

Tensor unfold(const Tensor& x, Pair kernel, const UnfoldOptions& options, Place at) {
  const Op op("unfold", at);
  if (x.dim() < 3)
    throw ShapeError(
        op.explain("there are no channels", {{"x", x.shape()}}, "needs (.., C, H, W)"));
  const Window window = kernels::window_over(op, x.shape(), kernel, options.stride, options.padding,
                                             options.dilation);
  const int64_t rows = window.h.places(), places = window.places();
  const int64_t channels = x.shape().product(0, x.dim() - 2);
  checked_numel({channels, kernel.h, kernel.w, rows, window.w.places()}, op.name(), at);
  Shape shape = x.shape();
  shape.erase(x.dim() - 1);
  shape[x.dim() - 3] *= window.taps();
  shape[x.dim() - 2] = places;
  Tensor y = empty(shape, at);
  const real* from = x.data();
  real* to = y.mutable_data();
  each_channel(window, channels, [&](int64_t start, int64_t columns) {
    kernels::image_to_columns(window, 1, from + start, 0, rows, to + columns, places);
  });

  return op.record(y, {x}, [=](Backward& step) {
    const real* dy = step.dy();
    real* dx = step.add_to(0);
    each_channel(window, channels, [&](int64_t start, int64_t columns) {
      kernels::columns_to_image(window, 1, dx + start, 0, rows, dy + columns, places);
    });
  });
}

}  // namespace heed::inline HEED_PRECISION
