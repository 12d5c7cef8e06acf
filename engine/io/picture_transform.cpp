// Sizes, parts and units of pictures. A size is one kernels::Sampling an axis, as in interpolate().
#include "engine/io/picture_transform.hpp"

#include <cmath>
#include <cstring>
#include <string>

#include "engine/kernels/map.hpp"
#include "engine/kernels/resample.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Sampling;

void check(const Op& op, const Tensor& x, int least_rank) {
  if (x.dim() < least_rank || x.size(-2) == 0 || x.size(-1) == 0)
    throw ShapeError(op.explain("there is no picture", {{"x", x.shape()}},
                                least_rank == 2 ? "needs (.., H, W), H and W at least 1"
                                                : "needs (.., C, H, W), H and W at least 1"));
  if (x.requires_grad())
    throw ValueError(op.explain("is not differentiable", {{"x", x.shape()}},
                                "needs x.detach(), or use interpolate() and slice()"));
}

Shape with_size(const Tensor& x, Pair size) {
  Shape shape = x.shape();
  shape[shape.rank() - 2] = size.h, shape[shape.rank() - 1] = size.w;
  return shape;
}

Sampling sampled(int64_t from, int64_t to, PictureFilter filter) {
  Sampling samples(from);
  const double scale = double(from) / double(to), reach = std::max(scale, 1.0);
  for (int64_t k = 0; k < to; ++k, samples.next()) {
    if (filter == PictureFilter::nearest) {
      samples.add((2 * k + 1) * from / (2 * to), 1);
      continue;
    }
    const double centre = (double(k) + 0.5) * scale;
    const int64_t first = std::max<int64_t>(int64_t(std::floor(centre - reach)), 0);
    const int64_t last = std::min(int64_t(std::ceil(centre + reach)), from);
    const auto weight = [&](int64_t i) {
      return std::max(1 - std::abs(double(i) + 0.5 - centre) / reach, 0.0);
    };
    double sum = 0;
    for (int64_t i = first; i < last; ++i) sum += weight(i);
    for (int64_t i = first; i < last; ++i) samples.add(i, weight(i) / sum);
  }
  return samples;
}

Tensor resized(const Op& op, const Tensor& x, Pair size, PictureFilter filter, Place at) {
  kernels::check_lengths(op, "size", {size.h, size.w}, 1);
  const Shape shape = with_size(x, size);
  Tensor y = empty(shape, at);
  const int64_t pictures = shape.product(0, shape.rank() - 2);
  if (pictures > 0)
    kernels::resample(pictures, sampled(x.size(-2), size.h, filter),
                      sampled(x.size(-1), size.w, filter), x.data(), {y.mutable_data(), false});
  return y;
}

Tensor cropped(const Op& op, const Tensor& x, int64_t top, int64_t left, Pair size, Place at) {
  const int64_t height = x.size(-2), width = x.size(-1);
  const auto fits = [](int64_t first, int64_t length, int64_t all) {
    return length >= 1 && length <= all && first >= 0 && first <= all - length;
  };
  if (!fits(top, size.h, height) || !fits(left, size.w, width))
    throw ValueError(op.explain("this part is not inside the picture", {{"x", x.shape()}},
                                "given were " + std::to_string(size.h) + " rows from " +
                                    std::to_string(top) + " on, and " + std::to_string(size.w) +
                                    " columns from " + std::to_string(left) + " on"));
  Tensor y = empty(with_size(x, size), at);
  real* to = y.mutable_data();
  const int64_t rows = y.numel() / size.w;
  for (int64_t row = 0; row < rows; ++row) {
    const int64_t picture = row / size.h, from = picture * height + top + row % size.h;
    std::memcpy(to + row * size.w, x.data() + from * width + left, size_t(size.w) * sizeof(real));
  }
  return y;
}

}  // namespace

Tensor resize_picture(const Tensor& x, Pair size, PictureFilter filter, Place at) {
  const Op op("resize_picture", at);
  check(op, x, 2);
  return resized(op, x, size, filter, at);
}

Tensor resize_shorter_side(const Tensor& x, int64_t length, PictureFilter filter, Place at) {
  const Op op("resize_shorter_side", at);
  check(op, x, 2);
  kernels::check_lengths(op, "length", {length}, 1);
  const int64_t height = x.size(-2), width = x.size(-1), shorter = std::min(height, width);
  return resized(op, x, {height * length / shorter, width * length / shorter}, filter, at);
}

Tensor crop_picture(const Tensor& x, int64_t top, int64_t left, Pair size, Place at) {
  const Op op("crop_picture", at);
  check(op, x, 2);
  return cropped(op, x, top, left, size, at);
}

Tensor crop_centre(const Tensor& x, Pair size, Place at) {
  const Op op("crop_centre", at);
  check(op, x, 2);
  kernels::check_lengths(op, "size", {size.h, size.w}, 1);
  return cropped(op, x, (x.size(-2) - size.h) / 2, (x.size(-1) - size.w) / 2, size, at);
}

Tensor normalize_picture(const Tensor& x, const ChannelStatistics& channels, Place at) {
  const Op op("normalize_picture", at);
  check(op, x, 3);
  const int64_t count = x.size(-3), pixels = x.size(-2) * x.size(-1);
  if (int64_t(channels.mean.size()) != count || int64_t(channels.std.size()) != count)
    throw ShapeError(op.explain("there is not one mean and one std for each channel",
                                {{"x", x.shape(), {-3}}},
                                "given were " + std::to_string(channels.mean.size()) + " and " +
                                    std::to_string(channels.std.size())));
  for (const double std : channels.std)
    if (!(std > 0))
      throw ValueError(op.explain("a std is " + std::to_string(std), {}, "needs more than 0"));
  Tensor y = empty(x.shape(), at);
  real* to = y.mutable_data();
  for (int64_t i = 0; i < x.numel(); i += pixels) {
    const size_t c = size_t(i / pixels % count);
    const real mean = real(channels.mean[c]), std = real(channels.std[c]);
    for (int64_t k = i; k < i + pixels; ++k) to[k] = (x.data()[k] - mean) / std;
  }
  return y;
}

}  // namespace heed::inline HEED_PRECISION
