// Distributions that weights are drawn from.

#include "layers/init.hpp"

#include <cmath>

namespace heed::inline HEED_PRECISION {

Tensor parameter(Tensor x) {
  x.requires_grad_();
  return x;
}

Tensor fan_in_uniform(const Shape& shape, int64_t fan_in, Random& random) {
  const double bound = 1 / std::sqrt(double(fan_in));
  return parameter(rand(shape, -bound, bound, random));
}

Tensor xavier_uniform(const Shape& shape, Random& random) {
  const double bound = std::sqrt(6.0 / double(shape[0] + shape[1]));
  return parameter(rand(shape, -bound, bound, random));
}

Tensor truncated_normal(const Shape& shape, double deviation, Random& random) {
  Tensor x = empty(shape);
  real* values = x.mutable_data();
  for (int64_t i = 0; i < x.numel(); ++i) {
    double drawn;
    do drawn = deviation * random.normal();
    while (std::abs(drawn) > 2);
    values[i] = real(drawn);
  }
  return parameter(x);
}

void check_sizes(const char* layer, std::initializer_list<Size> sizes, Place at) {
  for (const Size& size : sizes)
    if (size.value < 1)
      throw ValueError(explain(
          layer, at,
          std::string(size.name) + " must be at least 1, it is " + std::to_string(size.value)));
}

void check_dropout(const char* layer, double dropout, Place at) {
  if (!(dropout >= 0 && dropout <= 1))
    throw ValueError(
        explain(layer, at,
                "dropout is the share that is dropped, 0 to 1; it is " + std::to_string(dropout)));
}

}  // namespace heed::inline HEED_PRECISION
