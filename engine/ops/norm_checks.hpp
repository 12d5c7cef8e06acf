// What norms ask of their arguments.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

void check_eps(const Op& op, double eps);            // ValueError unless it is 0 or more
void check_momentum(const Op& op, double momentum);  // ValueError unless it is 0 to 1

// ShapeError unless x is (N, C, ..), and these, where defined, (C).
struct PerChannel {
  const char* name;
  const Tensor& tensor;
};
void check_channels(const Op& op, const Tensor& x, std::initializer_list<PerChannel> all);

}  // namespace heed::inline HEED_PRECISION
