// Conv2d: the same small set of weights at every place of an image.

#include "layers/conv.hpp"

namespace heed::inline HEED_PRECISION {

Conv2d::Conv2d(int64_t in, int64_t out, Pair kernel, const Conv2dOptions& options, bool with_bias,
               Random& random, Place at)
    : options_(options) {
  check_sizes("Conv2d",
              {{"in", in},
               {"out", out},
               {"kernel", std::min(kernel.h, kernel.w)},
               {"groups", options.groups}},
              at);
  if (in % options.groups != 0 || out % options.groups != 0)
    throw ValueError(explain("Conv2d", at,
                             "cannot split " + std::to_string(in) + " channels into " +
                                 std::to_string(out) + " by " + std::to_string(options.groups) +
                                 " groups",
                             {}, "groups must divide both"));
  const int64_t per_group = in / options.groups, fan_in = per_group * kernel.h * kernel.w;
  weight = fan_in_uniform({out, per_group, kernel.h, kernel.w}, fan_in, random);
  if (with_bias) bias = fan_in_uniform({out}, fan_in, random);
}

Tensor Conv2d::forward(const Tensor& x) { return conv2d(x, weight, bias, options_); }

void Conv2d::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

}  // namespace heed::inline HEED_PRECISION
