// Operations on one tensor, element by element.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

Tensor neg(const Tensor& x, Place at = Place::here());   // -x
Tensor exp(const Tensor& x, Place at = Place::here());   // e^x; inf where it is too large
Tensor log(const Tensor& x, Place at = Place::here());   // natural; -inf at 0, NaN below
Tensor sqrt(const Tensor& x, Place at = Place::here());  // NaN below 0; gradient infinite at 0
Tensor sin(const Tensor& x, Place at = Place::here());   // of radians; NaN for infinite x
Tensor cos(const Tensor& x, Place at = Place::here());   // of radians; NaN for infinite x
// 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x: from -1 to 1
Tensor erf(const Tensor& x, Place at = Place::here());
Tensor tanh(const Tensor& x, Place at = Place::here());
Tensor sigmoid(const Tensor& x, Place at = Place::here());  // 1 / (1 + e^-x)
Tensor relu(const Tensor& x, Place at = Place::here());     // max(x, 0); gradient 0 at 0

// x where it is positive, slope x elsewhere; the gradient at 0 is slope (Maas et al. 2013).
// ValueError unless slope is finite.
Tensor leaky_relu(const Tensor& x, double slope = 0.01, Place at = Place::here());
// x where it is positive, alpha (e^x - 1) elsewhere (Clevert et al. 2016). The gradient at 0 is
// alpha. ValueError unless alpha is finite.
Tensor elu(const Tensor& x, double alpha = 1, Place at = Place::here());
// log(1 + e^(beta x)) / beta, a smooth relu; x itself where beta x is above the threshold, where
// float could not tell them apart. ValueError unless beta is finite and not 0.
Tensor softplus(const Tensor& x, double beta = 1, double threshold = 20, Place at = Place::here());
// x sigmoid(x), also called swish (Elfwing et al. 2018). 0 at -inf, its limit; PyTorch says NaN.
Tensor silu(const Tensor& x, Place at = Place::here());

// x Phi(x), Phi the normal distribution's function (Hendrycks and Gimpel 2016): exactly, or by
// their approximation with tanh.
enum class Gelu { exact, tanh };
Tensor gelu(const Tensor& x, Gelu form = Gelu::exact, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
