// Checks of a sliding window, and the way between an image and its columns.

#include "engine/kernels/window.hpp"

#include <string>
#include <type_traits>

#include "engine/kernels/parallel.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

std::string text(const Shape& lengths) {
  return lengths.rank() == 1 ? std::to_string(lengths[0]) : to_string(lengths);
}

// `axis` is the one of x along which the window slides.
void check_fits(const Op& op, const Slide& slide, const Shape& x, int axis, const char* whole,
                const Shape& kernel) {
  const int64_t size = slide.size + 2 * slide.padding;
  if (slide.span() > size)
    throw ShapeError(
        op.explain("the window is larger than the " + std::string(whole), {{"x", x, {axis}}},
                   "the kernel " + text(kernel) + " spans " + std::to_string(slide.span()) +
                       ", the " + whole + " with its padding " + std::to_string(size) +
                       ": a smaller kernel or dilation, or more padding"));
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

void check_lengths(const Op& op, const char* name, const Shape& lengths, int64_t least) {
  constexpr int64_t most = 1 << 30;
  for (const int64_t length : lengths)
    if (length < least || length > most)
      throw ValueError(op.explain(std::string(name) + " is " + text(lengths), {},
                                  "needs " + std::to_string(least) + " or more" +
                                      (lengths.rank() == 2 ? ", down and across" : "")));
}

Window window_over(const Op& op, const Shape& images, Pair kernel, Pair stride, Pair padding,
                   Pair dilation) {
  check_lengths(op, "kernel", {kernel.h, kernel.w}, 1);
  check_lengths(op, "stride", {stride.h, stride.w}, 1);
  check_lengths(op, "padding", {padding.h, padding.w}, 0);
  check_lengths(op, "dilation", {dilation.h, dilation.w}, 1);
  const int rank = images.rank();
  const Window window{{images[rank - 2], kernel.h, stride.h, padding.h, dilation.h},
                      {images[rank - 1], kernel.w, stride.w, padding.w, dilation.w}};
  check_fits(op, window.h, images, -2, "image", {kernel.h, kernel.w});
  check_fits(op, window.w, images, -1, "image", {kernel.h, kernel.w});
  return window;
}

Window window_over(const Op& op, const Shape& sequences, int64_t kernel, int64_t stride,
                   int64_t padding, int64_t dilation) {
  check_lengths(op, "kernel", {kernel}, 1);
  check_lengths(op, "stride", {stride}, 1);
  check_lengths(op, "padding", {padding}, 0);
  check_lengths(op, "dilation", {dilation}, 1);
  const Window window{{1, 1, 1, 0, 1}, {sequences.back(), kernel, stride, padding, dilation}};
  check_fits(op, window.w, sequences, -1, "sequence", {kernel});
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
