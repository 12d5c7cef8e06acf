// The two linear layers of a transformer's block, with what is between them, as one operation.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

enum class Activation { relu, gelu };  // between two linear layers; gelu is the exact one

// linear(activation(linear(x, weight1, bias1)), weight2, bias2), some rows of x at a time, whose
// hidden numbers stay in the cache: x (.., in), weight1 (hidden, in), bias1 (hidden) or none,
// weight2 (out, hidden), bias2 (out) or none -> (.., out). ShapeError if they do not fit.
Tensor feed_forward(const Tensor& x, const Tensor& weight1, const Tensor& bias1,
                    const Tensor& weight2, const Tensor& bias2, Activation activation,
                    Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
