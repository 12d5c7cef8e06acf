// What norms ask of their arguments.

#include "engine/ops/norm_checks.hpp"

#include <string>

namespace heed::inline HEED_PRECISION {

void check_eps(const Op& op, double eps) {
  if (!(eps >= 0))
    throw ValueError(op.explain("eps is " + std::to_string(eps), {}, "needs 0 or more"));
}

void check_momentum(const Op& op, double momentum) {
  if (!(momentum >= 0 && momentum <= 1))
    throw ValueError(op.explain("momentum is " + std::to_string(momentum), {}, "needs 0 to 1"));
}

void check_channels(const Op& op, const Tensor& x, std::initializer_list<PerChannel> all) {
  if (x.dim() < 2)
    throw ShapeError(
        op.explain("there are no channels to normalise", {{"x", x.shape()}}, "needs (N, C, ..)"));
  for (const auto& [name, tensor] : all)
    if (tensor.defined() && tensor.shape() != Shape{x.size(1)})
      throw ShapeError(
          op.explain(std::string(name) + " and x do not fit",
                     {{"x", x.shape(), {1 - x.dim()}}, {name, tensor.shape(), {-1}}},
                     "needs (N, C, ..) and (C): x has C = " + std::to_string(x.size(1))));
}

}  // namespace heed::inline HEED_PRECISION
