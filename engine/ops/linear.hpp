// The linear map of a layer: a matrix product with bias, as one operation.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// y = x W^T + b: x (.., in), weight W (out, in), bias b (out) or none -> (.., out).
// ShapeError if they do not fit.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {},
              Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
