// Dropout.
#pragma once

#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION {

// While training, each number becomes 0 with probability p, and the others are multiplied by
// 1 / (1 - p), so that the mean stays (Srivastava et al. 2014); otherwise x itself. ValueError
// unless p is 0 to 1.
Tensor dropout(const Tensor& x, double p, bool training, Random& random = default_random(),
               Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
