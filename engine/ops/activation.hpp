// Operations on one tensor, element by element.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

Tensor neg(const Tensor& x, Place at = Place::here());
Tensor exp(const Tensor& x, Place at = Place::here());
Tensor log(const Tensor& x, Place at = Place::here());   // natural; -inf at 0, NaN below
Tensor sqrt(const Tensor& x, Place at = Place::here());  // NaN below 0; gradient infinite at 0
Tensor tanh(const Tensor& x, Place at = Place::here());
Tensor sigmoid(const Tensor& x, Place at = Place::here());  // 1 / (1 + e^-x)
Tensor relu(const Tensor& x, Place at = Place::here());     // max(x, 0); gradient 0 at 0

// x Phi(x), Phi the normal distribution's function (Hendrycks and Gimpel 2016): exactly, or by
// their approximation with tanh.
enum class Gelu { exact, tanh };
Tensor gelu(const Tensor& x, Gelu form = Gelu::exact, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
