// A window that slides over an image: what convolution and pooling share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// A length down and one across; a single number means both.
struct Pair {
  int64_t h, w;
  Pair(int64_t both) : h(both), w(both) {}
  Pair(int64_t down, int64_t across) : h(down), w(across) {}
};

namespace kernels {

// How a window moves along one axis.
struct Slide {
  int64_t size;    // of the image
  int64_t kernel;  // of the window, in taps
  int64_t stride, padding, dilation;
  int64_t extra = 0;  // numbers at the image's end to leave out: conv_transpose2d's output_padding

  int64_t span() const { return dilation * (kernel - 1) + 1; }  // from its first tap to its last
  // How many there are: all of the window must be inside the padded image.
  int64_t places() const { return (size - extra + 2 * padding - span()) / stride + 1; }
  // Where in the image a tap is when the window is at a place. Outside the image is padding.
  int64_t source(int64_t place, int64_t tap) const {
    return place * stride - padding + tap * dilation;
  }
  // The places [first, second) where a tap is inside the image.
  std::pair<int64_t, int64_t> inside(int64_t tap) const {
    // The first place where the tap is at `from` in the image, or beyond.
    const auto first_at = [&](int64_t from) {
      const int64_t way = std::max<int64_t>(0, from + padding - tap * dilation);
      return std::min(places(), (way + stride - 1) / stride);
    };
    return {first_at(0), first_at(size)};
  }
};

// A slide down and one across.
struct Window {
  Slide h, w;
  int64_t taps() const { return h.kernel * w.kernel; }        // numbers that it sees at one place
  int64_t places() const { return h.places() * w.places(); }  // down times across
};

// ValueError unless each of these lengths is at least `least`, and so small that no sum or product
// of two leaves int64. Two are a Pair's.
void check_lengths(const Op& op, const char* name, const Shape& lengths, int64_t least);

// The window for images (.., H, W). ValueError where a length makes no sense, ShapeError where the
// window is larger than the padded image.
Window window_over(const Op& op, const Shape& images, Pair kernel, Pair stride, Pair padding,
                   Pair dilation);
// The same for sequences (.., L): images that are one number high.
Window window_over(const Op& op, const Shape& sequences, int64_t kernel, int64_t stride,
                   int64_t padding, int64_t dilation);

// columns (C kh kw, rows OW), `stride` numbers from row to row: in column (y, x), what the window
// sees of image (C, H, W) at the place (first_row + y, x). So a convolution becomes a matrix
// product.
void image_to_columns(const Window& window, int64_t channels, const real* image, int64_t first_row,
                      int64_t rows, real* columns, int64_t stride);

// What undoes it in backward: adds each number of the columns to where in the image it came from.
void columns_to_image(const Window& window, int64_t channels, real* image, int64_t first_row,
                      int64_t rows, const real* columns, int64_t stride);

}  // namespace kernels

}  // namespace heed::inline HEED_PRECISION
