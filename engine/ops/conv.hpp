// Convolution: one small set of weights, applied at every place of an image or a sequence.
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
//     y[n, o, v, u] = bias[o] + sum over c, i, j of weight[o, c, i, j] x[n, c, a, b],
//     a = v s + i d - p, b = u s + j d - p,
//     H' = (H + 2p - d (kh - 1) - 1) / s + 1, rounded down; W' likewise,
// with stride s, dilation d, padding p: a correlation (the kernel is not flipped), as everywhere in
// deep learning. ShapeError where the shapes do not fit or the kernel is larger than the padded
// image, ValueError for options out of range.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const Conv2dOptions& options = {}, Place at = Place::here());

// As Conv2dOptions, along one axis.
struct Conv1dOptions {
  int64_t stride = 1, padding = 0, dilation = 1, groups = 1;
};

// The same for sequences: x (N, C, L), weight (O, C/groups, k), bias (O) or undefined -> (N, O,
// L').
Tensor conv1d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              const Conv1dOptions& options = {}, Place at = Place::here());

// As Conv2dOptions: those of the convolution whose way back this is.
struct ConvTranspose2dOptions {
  Pair stride = 1, padding = 0;
  Pair output_padding = 0;  // so many more rows and columns, at the end
  Pair dilation = 1;
  int64_t groups = 1;
};

// The way back through a convolution, as its gradient goes: every number of x paints the kernel,
// times itself, into y, and what overlaps adds up (Zeiler et al. 2010, Dumoulin and Visin 2016).
// x (N, C, H, W), weight (C, O/groups, kh, kw), bias (O) or undefined -> (N, O, H', W'),
//     y[n, o, v s + i d - p, u s + j d - p] gets weight[c, o, i, j] x[n, c, v, u]
//     H' = (H - 1) s - 2p + d (kh - 1) + 1 + output_padding; W' likewise.
// conv2d from H' makes H: a stride leaves some H' to choose from, which output_padding does.
// ShapeError where the shapes do not fit or nothing is left of the result; ValueError for options
// out of range: the output_padding must be less than the stride or the dilation.
Tensor conv_transpose2d(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
                        const ConvTranspose2dOptions& options = {}, Place at = Place::here());

// As Conv2dOptions; every channel is unfolded alike, so there are no groups.
struct UnfoldOptions {
  Pair stride = 1, padding = 0, dilation = 1;
};

// What the kernel of a convolution sees, a column for each place: x (.., C, H, W) -> (.., C kh kw,
// H' W'), channel by channel, in it row by row (im2col). With it, a convolution is a matrix
// product. ShapeError where x has less than three axes or the kernel is larger than the padded
// image, ValueError for options out of range.
Tensor unfold(const Tensor& x, Pair kernel, const UnfoldOptions& options = {},
              Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
