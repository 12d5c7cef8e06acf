// Convolutions as layers: the same small set of weights at every place of an image or a sequence.

#include "layers/conv.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

void check_channels(const char* layer, int64_t in, int64_t out, int64_t kernel, int64_t groups,
                    Place at) {
  check_sizes(layer, {{"in", in}, {"out", out}, {"kernel", kernel}, {"groups", groups}}, at);
  if (in % groups != 0 || out % groups != 0)
    throw ValueError(explain(layer, at,
                             "cannot split " + std::to_string(in) + " channels into " +
                                 std::to_string(out) + " by " + std::to_string(groups) + " groups",
                             {}, "groups must divide both"));
}

}  // namespace

Conv2d::Conv2d(int64_t in, int64_t out, Pair kernel, const Conv2dOptions& options, bool with_bias,
               Random& random, Place at)
    : options_(options) {
  check_channels("Conv2d", in, out, std::min(kernel.h, kernel.w), options.groups, at);
  const int64_t per_group = in / options.groups, fan_in = per_group * kernel.h * kernel.w;
  weight = fan_in_uniform({out, per_group, kernel.h, kernel.w}, fan_in, random);
  if (with_bias) bias = fan_in_uniform({out}, fan_in, random);
}

Tensor Conv2d::forward(const Tensor& x) { return conv2d(x, weight, bias, options_); }

void Conv2d::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

Conv1d::Conv1d(int64_t in, int64_t out, int64_t kernel, const Conv1dOptions& options,
               bool with_bias, Random& random, Place at)
    : options_(options) {
  check_channels("Conv1d", in, out, kernel, options.groups, at);
  const int64_t per_group = in / options.groups, fan_in = per_group * kernel;
  weight = fan_in_uniform({out, per_group, kernel}, fan_in, random);
  if (with_bias) bias = fan_in_uniform({out}, fan_in, random);
}

Tensor Conv1d::forward(const Tensor& x) { return conv1d(x, weight, bias, options_); }

void Conv1d::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

ConvTranspose2d::ConvTranspose2d(int64_t in, int64_t out, Pair kernel,
                                 const ConvTranspose2dOptions& options, bool with_bias,
                                 Random& random, Place at)
    : options_(options) {
  check_channels("ConvTranspose2d", in, out, std::min(kernel.h, kernel.w), options.groups, at);
  const int64_t per_group = out / options.groups, fan_in = per_group * kernel.h * kernel.w;
  weight = fan_in_uniform({in, per_group, kernel.h, kernel.w}, fan_in, random);
  if (with_bias) bias = fan_in_uniform({out}, fan_in, random);
}

Tensor ConvTranspose2d::forward(const Tensor& x) {
  return conv_transpose2d(x, weight, bias, options_);
}

void ConvTranspose2d::visit(const Visitor& show) {
  show.parameter("weight", weight);
  show.parameter("bias", bias);
}

}  // namespace heed::inline HEED_PRECISION
