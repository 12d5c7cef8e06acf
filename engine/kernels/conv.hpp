// Convolution and its three gradients on raw arrays.
#pragma once

#include "engine/kernels/window.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// x (N, groups C, H, W), weight (groups O, C, kh, kw), y (N, groups O, places down, places across)
struct Conv {
  Window window;
  int64_t images, groups, in, out;  // N, groups, C, O: channels of one group

  int64_t terms() const { return in * window.taps(); }  // of the sum for one number of y
  int64_t pixels() const { return window.h.size * window.w.size; }  // of a channel of x
  int64_t places() const { return window.places(); }                // of a channel of y
  int64_t x_image() const { return groups * in * pixels(); }        // from image to image
  int64_t y_image() const { return groups * out * places(); }       // likewise in y
};

// Writes all of y. The bias may be null: zeros.
void conv_forward(const Conv& conv, const real* x, const real* weight, const real* bias, real* y);
void conv_dx(const Conv& conv, const real* weight, const real* dy, real* dx);  // adds
// The sums over all images and places.
void conv_dweight(const Conv& conv, const real* x, const real* dy, Slot dweight);
// The sums over each channel of dy (N, channels, pixels).
void conv_dbias(int64_t images, int64_t channels, int64_t pixels, const real* dy, Slot dbias);

}  // namespace heed::inline HEED_PRECISION::kernels
