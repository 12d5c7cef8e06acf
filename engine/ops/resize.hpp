// Images of another size.
#pragma once

#include <optional>

#include "engine/kernels/window.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// A factor down and one across; a single number means both.
struct Scale {
  double h, w;
  Scale(double both) : h(both), w(both) {}
  Scale(double down, double across) : h(down), w(across) {}
};

// What a number that falls between pixels is made of; interpolate() has the formulas.
enum class Interpolation { nearest, bilinear, bicubic };

// The size of the result, {.size = Pair{4, 5}}; or by what that of x is multiplied and then rounded
// down, {.scale_factor = 2}.
struct InterpolateOptions {
  std::optional<Pair> size = {};
  std::optional<Scale> scale_factor = {};
  Interpolation mode = Interpolation::nearest;
  bool align_corners = false;  // the corners of both images are the centres of their corner pixels
};

// x (N, C, H, W) -> (N, C, H', W'), each channel by itself and each axis by itself, as PyTorch does
// it (without antialiasing). Number k of the result stands in x at
//     s = (k + 1/2) / scale - 1/2,   scale = scale_factor, or H' / H where the size is given
// so that a factor of which the result has only the whole part still counts in full: DINO's
// positions need that. With align_corners, s = k (H - 1) / (H' - 1).
//   nearest:  x[floor(k / scale)]; where H' is H or 2H, x[k] or x[k / 2] whatever the factor
//   bilinear: a straight line between the two neighbours of s; at the border, the border; where H'
//             is H, x[k] whatever the factor
//   bicubic:  Keys' cubic (1981) through four, with a = -3/4; beyond the border, the border again
// ShapeError unless x is (N, C, H, W), with an image; ValueError for a size, factor or combination
// that makes no sense.
Tensor interpolate(const Tensor& x, const InterpolateOptions& options, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
