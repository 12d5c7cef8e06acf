// Numbers picked out of a tensor by indices, and put into one by indices.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The places of axis `dim` that index (n) names, in that order: (.., n, ..). A place that is named
// several times gets the sum of the gradients. ShapeError unless index has one axis, or none for a
// single place; ValueError if an index is outside the axis.
Tensor index_select(const Tensor& x, int64_t dim, const Indices& index, Place at = Place::here());

// One number for every index: for dim = 1 of three, y[i, j, k] = x[i, index[i, j, k], k]. The
// result has the shape of index, whose axes but `dim` may be shorter than those of x. ShapeError
// unless both have as many axes; ValueError if an index is outside the axis.
Tensor gather(const Tensor& x, int64_t dim, const Indices& index, Place at = Place::here());

// x, and added to it where gather() would read, the source: for dim = 1 of three,
// y[i, index[i, j, k], k] += source[i, j, k]. What meets at one place is added in order: the same
// bits for any number of threads. index may be shorter than source (the rest is left out) and, but
// for `dim`, than x. Errors as for gather().
Tensor scatter_add(const Tensor& x, int64_t dim, const Indices& index, const Tensor& source,
                   Place at = Place::here());

// (..) -> (.., classes): 1 at the place that the index names, 0 elsewhere. -1 classes are as many
// as the largest index asks for. ValueError if an index is not 0 … classes-1.
Tensor one_hot(const Indices& indices, int64_t classes = -1, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
