// What is done to pictures before a network sees them: another size, a part, other units.
//
// x is (.., H, W), every channel by itself. None of this is recorded for backward(): a ValueError
// where x requires a gradient (interpolate() and slice() are differentiable).
#pragma once

#include <vector>

#include "engine/kernels/window.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Which pixels a new one is made of; resize_picture() has the formulas.
enum class PictureFilter { bilinear, nearest };

// x of another height and width. With scale = H / H', pixel k of the result has its centre at
// c = (k + 1/2) scale, in x's pixels, whose centres are at i + 1/2; each axis by itself.
//   bilinear: the mean of x[i], weighted by the triangle 1 - |i + 1/2 - c| / max(scale, 1) where
//             that is positive: where the result is smaller, every pixel of x counts, and fine
//             patterns become their mean, not other patterns (aliasing). As PIL, torchvision and
//             PyTorch's antialias=True have it.
//   nearest:  x[floor(c)], PyTorch's nearest-exact
// ShapeError if x has no pixels to take from; ValueError for a length below 1.
Tensor resize_picture(const Tensor& x, Pair size, PictureFilter filter = PictureFilter::bilinear,
                      Place at = Place::here());

// The same so that the shorter side has that length and the picture keeps its form: the longer
// side's length is rounded down, as torchvision's Resize(length) does.
Tensor resize_shorter_side(const Tensor& x, int64_t length,
                           PictureFilter filter = PictureFilter::bilinear,
                           Place at = Place::here());

// Rows [top, top + size.h) and columns [left, left + size.w). ValueError unless that is at least a
// pixel, and inside x.
Tensor crop_picture(const Tensor& x, int64_t top, int64_t left, Pair size,
                    Place at = Place::here());

// So large a part around the centre; where the rest is odd, the part is half a pixel further up
// and to the left. ValueError as above.
Tensor crop_centre(const Tensor& x, Pair size, Place at = Place::here());

// A number of each channel.
struct ChannelStatistics {
  std::vector<double> mean, std;
};

// Of the photographs of ImageNet, red, green and blue from 0 to 1: what most networks that others
// have trained want.
inline const ChannelStatistics kImageNet{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};

// (x[.., c, :, :] - mean[c]) / std[c] for x (.., C, H, W). ShapeError unless there are C of each;
// ValueError for a std that is not above 0.
Tensor normalize_picture(const Tensor& x, const ChannelStatistics& channels = kImageNet,
                         Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
