// A tensor set into a frame.
#pragma once

#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// What the frame is made of: one value; the numbers mirrored at the edge, which itself is not
// repeated; the edge again and again; or what is at the other end, as on a ring.
enum class PadMode { constant, reflect, replicate, circular };

// Widths as in PyTorch, the last axis first: {left, right, top, bottom, …}, for as many axes as are
// given, in every mode. A negative width cuts so much off. ValueError if the widths are no pairs,
// cut more than there is, or need more numbers than a mirror (n - 1) or a ring (n) has. (PyTorch
// knows the other modes only for pictures, and of those only for all their axes at once.)
Tensor pad(const Tensor& x, const std::vector<int64_t>& widths, PadMode mode = PadMode::constant,
           double value = 0, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
