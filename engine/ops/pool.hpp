// Pooling: each window of an image becomes one number.
#pragma once

#include <optional>

#include "engine/kernels/window.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The first two: x (.., H, W) -> (.., H', W'), H' = (H + 2 padding - kernel) / stride + 1, rounded
// down; the stride is the kernel unless given. ShapeError if x has less than two axes or the kernel
// is larger than the padded image; ValueError for a length out of range, or padding of more than
// half the kernel.

// The largest number; the padding is never that. NaN if there is one. Of equal numbers the first
// gets the gradient.
Tensor max_pool2d(const Tensor& x, Pair kernel, std::optional<Pair> stride = {}, Pair padding = 0,
                  Place at = Place::here());

// The mean. With count_include_pad the zeros of the padding count as numbers.
Tensor avg_pool2d(const Tensor& x, Pair kernel, std::optional<Pair> stride = {}, Pair padding = 0,
                  bool count_include_pad = true, Place at = Place::here());

// The mean of each of h x w parts of the image, of any size: x (.., H, W) -> (.., h, w). Part i of
// n is what stands in [i H / n, (i + 1) H / n), rounded outwards: where n does not divide H, parts
// overlap. {1, 1} is the mean of the whole image. ShapeError if there is no image, ValueError for a
// length below 1.
Tensor adaptive_avg_pool2d(const Tensor& x, Pair output, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
