// What a reduction does to a shape.
#pragma once

#include <algorithm>

#include "engine/ops/dims.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The shapes of a reduction's result: with the axes that go as 1, and without them.
struct Reduced {
  Shape kept, dropped;
  int64_t count = 1;  // how many numbers become one

  // Without dims, all axes go. ShapeError for one that is not there, or named twice.
  Reduced(const Shape& x, const Dims& dims, const Op& op) : kept(x) {
    const Shape axes = checked_dims(dims, x, op.name(), op.at());
    const bool all = axes.rank() == 0;
    for (int axis = 0; axis < x.rank(); ++axis) {
      if (all || std::find(axes.begin(), axes.end(), axis) != axes.end()) {
        kept[axis] = 1;
        count *= x[axis];
      } else {
        dropped.push_back(x[axis]);
      }
    }
  }
  const Shape& result(bool keepdim) const { return keepdim ? kept : dropped; }
  // ShapeError where a result would be one of no numbers.
  void check_choice(const Op& op, const Shape& x) const {
    if (count == 0 && kept.numel() > 0)
      throw ShapeError(op.explain("there is nothing to choose from", {{"x", x}},
                                  "of no numbers none is the largest or smallest"));
  }
};

}  // namespace heed::inline HEED_PRECISION
