// How far two tensors are apart.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The largest |a - b| / (1 + |a| + |b|); infinite if the shapes differ.
inline double difference(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape()) return INFINITY;
  double worst = 0;
  for (int64_t i = 0; i < a.numel(); ++i) {
    const double u = a.data()[i], v = b.data()[i];
    const double error = std::abs(u - v) / (1 + std::abs(u) + std::abs(v));
    worst = std::max(worst, std::isnan(error) ? INFINITY : error);
  }
  return worst;
}

}  // namespace heed::inline HEED_PRECISION
