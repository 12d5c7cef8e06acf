// What norms ask of their arguments.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

void check_eps(const Op& op, double eps);
void check_momentum(const Op& op, double momentum);

// ShapeError unless x is (N, C, ..), and these, where defined, (C).
struct PerChannel {
  const char* name;
  const Tensor& tensor;
};
void check_channels(const Op& op, const Tensor& x, std::initializer_list<PerChannel> all);

}  // namespace heed::inline HEED_PRECISION
