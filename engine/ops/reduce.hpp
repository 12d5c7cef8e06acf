// Many numbers to one: over the axes that are named, or over all.
#pragma once

#include "engine/ops/dims.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// sum(x) adds up all numbers, sum(x, -1) those of each line along the last axis, sum(x, {0, 2})
// along two axes. The axes are gone from the result or, with keepdim, have length 1. The sum of
// nothing is 0.
Tensor sum(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());
Tensor mean(const Tensor& x, const Dims& dims = {}, bool keepdim = false,
            Place at = Place::here());  // of nothing: NaN

// The largest and the smallest (PyTorch's amax, amin); NaN if one is. Numbers that tie share the
// gradient equally. ShapeError where there is nothing to choose from.
Tensor max(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());
Tensor min(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
