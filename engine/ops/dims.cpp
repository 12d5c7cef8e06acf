// Checking a list of axes.

#include "engine/ops/dims.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

Shape checked_dims(const Dims& dims, const Shape& shape, std::string_view op, Place at) {
  Shape checked;
  for (const int64_t dim : dims.list) {
    const int axis = checked_axis(dim, shape, op, at);
    if (std::find(checked.begin(), checked.end(), axis) != checked.end())
      throw ShapeError(explain(op, at, "axis " + std::to_string(dim) + " is named twice",
                               {{"x", shape, {axis - shape.rank()}}, {"dims", dims.list}},
                               "an axis may be counted from either end, but named once"));
    checked.push_back(axis);
  }
  return checked;
}

}  // namespace heed::inline HEED_PRECISION
