// Axes as an argument.
#pragma once

#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

// A list of axes, each counted from the left (0, 1, …) or from the right (-1, -2, …): written as
// sum(x, 1) or sum(x, {0, -1}).
struct Dims {
  Shape list;
  Dims() = default;
  Dims(int64_t dim) : list{dim} {}
  Dims(std::initializer_list<int64_t> dims) : list(dims) {}
};

// `dims` counted from the left. ShapeError if an axis is not there, or named twice.
Shape checked_dims(const Dims& dims, const Shape& shape, std::string_view op, Place at);

}  // namespace heed::inline HEED_PRECISION
