// Checks of a sliding window, and the way between an image and its columns.

#include "engine/kernels/window.hpp"

#include <string>
#include <type_traits>

#include "engine/kernels/parallel.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

std::string text(Pair pair) {
  return "(" + std::to_string(pair.h) + ", " + std::to_string(pair.w) + ")";
}

void check_range(const Op& op, const char* name, Pair pair, int64_t least) {
  constexpr int64_t most = 1 << 30;  // so that no sum or product of two leaves int64
  if (std::min(pair.h, pair.w) < least || std::max(pair.h, pair.w) > most)
    throw ValueError(op.explain(std::string(name) + " is " + text(pair), {},
                                "needs " + std::to_string(least) + " or more, down and across"));
}

// Row k of the columns belongs to one channel and one tap. Calls body(y, from, begin, end) for each
// row y of places: what that tap sees stands in the image at `from` and every `stride` numbers on,
// and belongs into the columns [begin, end) of that row. The others see padding.
template <class Body>
void each_row(const Window& window, int64_t k, int64_t first_row, int64_t rows, const Body& body) {
  const int64_t channel = k / window.taps();
  const int64_t i = k / window.w.kernel % window.h.kernel, j = k % window.w.kernel;
  const auto [top, bottom] = window.h.inside(i);
  const auto [begin, end] = window.w.inside(j);
  for (int64_t y = 0; y < rows; ++y) {
    const int64_t place = first_row + y;
    const int64_t row = channel * window.h.size + window.h.source(place, i);
    if (place < top || place >= bottom || begin >= end)
      body(y, int64_t(0), int64_t(0), int64_t(0));
    else
      body(y, row * window.w.size + window.w.source(begin, j), begin, end);
  }
}

// Calls body with the common steps as constants, so that its loops are compiled to whole registers.
template <class Body>
void with_step(int64_t step, const Body& body) {
  if (step == 1)
    body(std::integral_constant<int64_t, 1>{});
  else if (step == 2)
    body(std::integral_constant<int64_t, 2>{});
  else
    body(step);
}

}  // namespace

Window window_over(const Op& op, const Shape& images, Pair kernel, Pair stride, Pair padding,
                   Pair dilation) {
  check_range(op, "kernel", kernel, 1);
  check_range(op, "stride", stride, 1);
  check_range(op, "padding", padding, 0);
  check_range(op, "dilation", dilation, 1);
  const int rank = images.rank();
  const Window window{{images[rank - 2], kernel.h, stride.h, padding.h, dilation.h},
                      {images[rank - 1], kernel.w, stride.w, padding.w, dilation.w}};
  for (const int axis : {-2, -1}) {
    const Slide& slide = axis == -2 ? window.h : window.w;
    if (slide.span() > slide.size + 2 * slide.padding)
      throw ShapeError(op.explain(
          "the window is larger than the image", {{"x", images, {axis}}},
          "the kernel " + text(kernel) + " spans " + std::to_string(slide.span()) +
              ", the image with its padding " + std::to_string(slide.size + 2 * slide.padding) +
              ": a smaller kernel or dilation, or more padding"));
  }
  return window;
}

void image_to_columns(const Window& window, int64_t channels, const real* image, int64_t first_row,
                      int64_t rows, real* columns, int64_t stride) {
  const int64_t width = window.w.places(), taps = channels * window.taps();
  const auto copy_tap = [&](int64_t k, auto step) {
    each_row(window, k, first_row, rows, [&](int64_t y, int64_t from, int64_t begin, int64_t end) {
      const real* in = image + from;
      real* out = columns + k * stride + y * width;
      for (int64_t x = 0; x < begin; ++x) out[x] = 0;
      for (int64_t x = begin; x < end; ++x) out[x] = in[(x - begin) * step];
      for (int64_t x = end; x < width; ++x) out[x] = 0;
    });
  };
  parallel_for(taps, kGrain / (rows * width + 1), [&](int64_t first, int64_t last) {
    with_step(window.w.stride, [&](auto step) {
      for (int64_t k = first; k < last; ++k) copy_tap(k, step);
    });
  });
}

void columns_to_image(const Window& window, int64_t channels, real* image, int64_t first_row,
                      int64_t rows, const real* columns, int64_t stride) {
  const int64_t width = window.w.places(), taps = window.taps();
  const auto add_tap = [&](int64_t k, auto step) {
    each_row(window, k, first_row, rows, [&](int64_t y, int64_t to, int64_t begin, int64_t end) {
      const real* in = columns + k * stride + y * width;
      real* out = image + to;
      for (int64_t x = begin; x < end; ++x) out[(x - begin) * step] += in[x];
    });
  };
  // A thread has whole channels, since all taps of one add to the same numbers.
  parallel_for(channels, kGrain / (taps * rows * width + 1), [&](int64_t first, int64_t last) {
    with_step(window.w.stride, [&](auto step) {
      for (int64_t k = first * taps; k < last * taps; ++k) add_tap(k, step);
    });
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
