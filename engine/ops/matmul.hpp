// Products of matrices.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Which operands are to be read transposed (their last two axes swapped), without copying them.
struct Transpose {
  bool a = false, b = false;
};

// (.., m, k) (.., k, n) -> (.., m, n). The axes before the last two are broadcast. As in PyTorch, a
// vector (k) counts as a row on the left, as a column on the right, and that axis leaves the
// result. ShapeError if the inner lengths differ, or the outer axes do not broadcast.
Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose = {}, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
