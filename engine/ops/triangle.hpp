// Triangles of matrices.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// x (.., m, n) with zeros above the diagonal (tril), or below it (triu). Diagonal k goes through
// (i, i + k): 0 is the main one, 1 the one above it, -1 the one below. ShapeError unless x has two
// axes or more.
Tensor tril(const Tensor& x, int64_t diagonal = 0, Place at = Place::here());
Tensor triu(const Tensor& x, int64_t diagonal = 0, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
