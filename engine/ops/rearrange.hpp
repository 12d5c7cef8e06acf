// The same numbers in another order along their axes, or several times.
#pragma once

#include "engine/ops/dims.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The axes that are named, back to front. Of no axes, a copy.
Tensor flip(const Tensor& x, const Dims& dims, Place at = Place::here());

// Moves every number `shift` places on along an axis, and from its end to its beginning: roll(x, 1)
// of 1 2 3 is 3 1 2. Below 0 it goes the other way. One shift for each axis that is named; without
// axes, x is rolled as if it were one line. An axis may be named twice: its shifts add up.
// ValueError if there are not as many shifts as axes.
using Shifts = Dims;
Tensor roll(const Tensor& x, const Shifts& shifts, const Dims& dims = {}, Place at = Place::here());

// x side by side so many times along each axis, (a, b) as often as {m, n} -> (a m, b n); more times
// than axes add axes on the left. As Tensor.repeat in PyTorch, and tile in NumPy. ShapeError if
// there are fewer than axes, ValueError if one is negative.
Tensor repeat(const Tensor& x, const Shape& times, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
