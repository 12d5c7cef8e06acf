// Softmax along an axis, and its logarithm.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// y_i = e^x_i / sum_j e^x_j along axis `dim`. The largest x is subtracted first, so that no e^x is
// too large; a line of nothing but -inf, which may attend to nothing, gives zeros.
Tensor softmax(const Tensor& x, int64_t dim, Place at = Place::here());
// log(softmax(x)), but finite where a softmax is too small for a number.
Tensor log_softmax(const Tensor& x, int64_t dim, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
