// Parts of a tensor, and tensors put together.
#pragma once

#include <limits>
#include <span>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// As x[start:end:step] in Python on one axis: negative places count from the end, and places that
// are not there are left out. ValueError if step < 1.
constexpr int64_t kToEnd = std::numeric_limits<int64_t>::max();
Tensor slice(const Tensor& x, int64_t dim, int64_t start, int64_t end = kToEnd, int64_t step = 1,
             Place at = Place::here());
// One place on an axis; the axis is gone. ValueError if there is no such place.
Tensor select(const Tensor& x, int64_t dim, int64_t index, Place at = Place::here());

// Tensors behind each other along an axis that exists; their other lengths must be equal.
Tensor cat(std::span<const Tensor> list, int64_t dim = 0, Place at = Place::here());
Tensor cat(std::initializer_list<Tensor> list, int64_t dim = 0, Place at = Place::here());
// Tensors of one shape side by side along a new axis `dim`.
Tensor stack(std::span<const Tensor> list, int64_t dim = 0, Place at = Place::here());
Tensor stack(std::initializer_list<Tensor> list, int64_t dim = 0, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
