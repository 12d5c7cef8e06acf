// A tensor cut into parts.
#pragma once

#include <span>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Parts of `size` places along an axis; the last may be shorter. ValueError if the size is below 1,
// or 0 where the axis is not empty.
std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim = 0, Place at = Place::here());

// Parts of these sizes, 0 or more. ValueError unless together they are as long as the axis.
std::vector<Tensor> split(const Tensor& x, std::span<const int64_t> sizes, int64_t dim = 0,
                          Place at = Place::here());
std::vector<Tensor> split(const Tensor& x, std::initializer_list<int64_t> sizes, int64_t dim = 0,
                          Place at = Place::here());

// So many parts, if there are enough places to make all equal but the last: 4 chunks of 5 places
// are 2, 2 and 1, with nothing left for a fourth. ValueError if there are to be less than 1.
std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim = 0,
                          Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
