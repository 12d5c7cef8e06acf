// Linear: every output is a weighted sum of all inputs.

#include "layers/linear.hpp"

#include "engine/ops/linear.hpp"

namespace heed::inline HEED_PRECISION {

Linear::Linear(int64_t in, int64_t out, bool with_bias, Random& random, Place at) {
  check_sizes("Linear", {{"in", in}, {"out", out}}, at);
  weight = fan_in_uniform({out, in}, in, random);
  if (with_bias) bias = fan_in_uniform({out}, in, random);
}

Tensor Linear::forward(const Tensor& x) { return linear(x, weight, bias); }

}  // namespace heed::inline HEED_PRECISION
