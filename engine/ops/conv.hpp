// Convolution: one small set of weights, applied at every place of an image.
#pragma once

#include "engine/kernels/window.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// How the kernel moves: {.stride = 2, .padding = {1, 0}}. A Pair is (down, across), or one for
// both.
struct Conv2dOptions {
  Pair stride = 1;     // from place to place
  Pair padding = 0;    // zeros around the image
  Pair dilation = 1;   // from tap to tap
  int64_t groups = 1;  // the channels are split into so many, each with kernels of its own
};

// x (N, C, H, W), weight (O, C/groups, kh, kw), bias (O) or undefined -> (N, O, H', W'),
//     y[n, o, v, u] = bias[o] + sum over c, i, j of weight[o, c, i, j] x[n, c, v s + i d - p, u s +
//     j d - p] H' = (H + 2p - d (kh - 1) - 1) / s + 1, rounded down; W' likewise
// with stride s, dilation d, padding p: a correlation (the kernel is not flipped), as everywhere in
// deep learning. ShapeError where the shapes do not fit or the kernel is larger than the padded
// image, ValueError for options out of range.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const Conv2dOptions& options = {}, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
