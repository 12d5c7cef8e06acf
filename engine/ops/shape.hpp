// Operations that put a tensor's numbers into another shape or order, and compute nothing.
#pragma once

#include "engine/ops/dims.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The same numbers in the same order; copies nothing. One length may be -1: what is left for it.
Tensor reshape(const Tensor& x, const Shape& shape, Place at = Place::here());
// Axes start to end, both included, become one.
Tensor flatten(const Tensor& x, int64_t start = 0, int64_t end = -1, Place at = Place::here());
// Drops an axis of length 1 (ShapeError if it is longer), or all such axes.
Tensor squeeze(const Tensor& x, int64_t dim, Place at = Place::here());
Tensor squeeze(const Tensor& x, Place at = Place::here());
// Puts an axis of length 1 before axis `dim`; -1 is behind the last.
Tensor unsqueeze(const Tensor& x, int64_t dim, Place at = Place::here());

// Swaps two axes; -1 is the last. ShapeError for one that is not there.
Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1, Place at = Place::here());
// Axis k of the result is axis dims[k] of x: permute(x, {0, 2, 1}) swaps the last two of three.
Tensor permute(const Tensor& x, const Dims& dims, Place at = Place::here());

// x repeated along axes of length 1, and new ones on the left, until it has `shape`; -1 keeps a
// length.
Tensor expand(const Tensor& x, const Shape& shape, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
