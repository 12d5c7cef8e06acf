// Sums of all numbers so far.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// y_i = x_0 + … + x_i along axis `dim`; same shape. ShapeError if there is no such axis; a scalar
// counts as a line of one number.
Tensor cumsum(const Tensor& x, int64_t dim, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
