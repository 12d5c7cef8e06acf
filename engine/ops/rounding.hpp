// Operations that keep a part of each number: its size, its sign, the whole, what is within limits.
#pragma once

#include <optional>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

Tensor abs(const Tensor& x, Place at = Place::here());  // gradient 0 at 0
// -1, 0 or 1; NaN stays NaN, as in NumPy (PyTorch says 0). The gradient is 0.
Tensor sign(const Tensor& x, Place at = Place::here());
Tensor floor(const Tensor& x, Place at = Place::here());  // the next whole number below; gradient 0
// The nearest whole number; of two the even one: 0.5 becomes 0, 1.5 and 2.5 become 2. Gradient 0.
Tensor round(const Tensor& x, Place at = Place::here());

// x, but at least min and at most max, where given; max where min is larger than that. The gradient
// is 1 between them, 0 beyond, and 0 at min and max themselves, as in PyTorch 2.15. ValueError if
// there is no limit, or one is NaN.
Tensor clip(const Tensor& x, std::optional<double> min, std::optional<double> max = {},
            Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
