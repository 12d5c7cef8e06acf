// Comparing numbers, and choosing between them.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "engine/ops/arithmetic.hpp"

namespace heed::inline HEED_PRECISION {

// Each pair of numbers compared, broadcast as in arithmetic; NaN is neither less, greater nor
// equal, but always unequal. `==` is left alone: of two handles, one could expect a single answer.
Mask operator<(const Term& a, const Term& b);
Mask operator>(const Term& a, const Term& b);
Mask operator<=(const Term& a, const Term& b);
Mask operator>=(const Term& a, const Term& b);
Mask eq(const Term& a, const Term& b);
Mask ne(const Term& a, const Term& b);

// a where the mask is true, b where it is false; all three are broadcast. The gradient goes to the
// one chosen, so that a NaN in the other does no harm.
Tensor where(const Mask& mask, const Term& a, const Term& b);
// x with `value` where the mask, broadcast to x's shape, is true.
Tensor masked_fill(const Tensor& x, const Mask& mask, double value, Place at = Place::here());

// Where along axis `dim` the largest, or the smallest, number is: the first of several, or the
// first NaN. The axis is gone, or, with keepdim, has length 1. Without `dim`, where among all
// numbers, counted row by row. ShapeError where there is nothing to choose from.
Indices argmax(const Tensor& x, std::optional<int64_t> dim = {}, bool keepdim = false,
               Place at = Place::here());
Indices argmin(const Tensor& x, std::optional<int64_t> dim = {}, bool keepdim = false,
               Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
