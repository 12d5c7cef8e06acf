// How the weights of a layer begin. Each function gives a leaf that requires a gradient.
#pragma once

#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION {

Tensor parameter(Tensor x);  // x itself, marked as learned

// Uniform in ±1/√fan_in: PyTorch's default for the weight and the bias of linear and convolution
// layers. `fan_in` is how many inputs one output is made of.
Tensor fan_in_uniform(const Shape& shape, int64_t fan_in, Random& random);

// For a weight (out, in): uniform in ±√(6 / (in + out)), which keeps the variance of what flows
// through in both directions (Glorot and Bengio 2010).
Tensor xavier_uniform(const Shape& shape, Random& random);

// Normal with this deviation, drawn again while outside [-2, 2]: the vision transformers' start.
Tensor truncated_normal(const Shape& shape, double deviation, Random& random);

// A size that a layer is built with. ValueError, naming the layer and the size, if it is below 1.
struct Size {
  const char* name;
  int64_t value;
};
void check_sizes(const char* layer, std::initializer_list<Size> sizes, Place at);
// ValueError unless dropout is 0 to 1.
void check_dropout(const char* layer, double dropout, Place at);

}  // namespace heed::inline HEED_PRECISION
