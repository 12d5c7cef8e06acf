// The parts are slices, whose gradients meet in x.

#include "engine/ops/split.hpp"

#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

std::vector<Tensor> parts(const Op& op, const Tensor& x, int axis, std::span<const int64_t> sizes) {
  std::vector<Tensor> all;
  int64_t start = 0;
  for (const int64_t size : sizes) {
    all.push_back(slice(x, axis, start, start + size, 1, op.at()));
    start += size;
  }
  return all;
}

// Sizes of `size` each, as far as they go, and what is left.
std::vector<int64_t> even_sizes(int64_t length, int64_t size) {
  std::vector<int64_t> sizes;
  for (; length > size; length -= size) sizes.push_back(size);
  sizes.push_back(length);
  return sizes;
}

// How many places of the axis the parts leave over; below 0, if they are too long.
int64_t left_over(const Op& op, const Tensor& x, int64_t length, std::span<const int64_t> sizes) {
  for (const int64_t size : sizes) {
    if (size < 0)
      throw ValueError(op.explain("a part of size " + std::to_string(size), {{"x", x.shape()}},
                                  "needs sizes of 0 or more"));
    length = size > length ? -1 : length - size;
  }
  return length;
}

}  // namespace

std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim, Place at) {
  const Op op("split", at);
  const int axis = checked_axis(dim, x.shape(), "split", at);
  const int64_t length = x.shape()[axis];
  if (size < 0 || (size == 0 && length > 0))
    throw ValueError(op.explain("parts of size " + std::to_string(size),
                                {{"x", x.shape(), {axis - x.dim()}}}, "needs a size of 1 or more"));
  return parts(op, x, axis, even_sizes(length, size));
}

std::vector<Tensor> split(const Tensor& x, std::span<const int64_t> sizes, int64_t dim, Place at) {
  const Op op("split", at);
  const int axis = checked_axis(dim, x.shape(), "split", at);
  const int64_t length = x.shape()[axis], rest = left_over(op, x, length, sizes);
  if (rest != 0)
    throw ValueError(op.explain(
        rest < 0 ? "the parts are longer than the axis" : "the parts do not reach the axis's end",
        {{"x", x.shape(), {axis - x.dim()}}},
        "their sizes must sum to " + std::to_string(length) +
            (rest < 0 ? "" : ", but leave " + std::to_string(rest) + " over")));
  return parts(op, x, axis, sizes);
}

std::vector<Tensor> split(const Tensor& x, std::initializer_list<int64_t> sizes, int64_t dim,
                          Place at) {
  return split(x, std::span(sizes.begin(), sizes.size()), dim, at);
}

std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim, Place at) {
  const Op op("chunk", at);
  const int axis = checked_axis(dim, x.shape(), "chunk", at);
  const int64_t length = x.shape()[axis];
  if (chunks < 1)
    throw ValueError(
        op.explain(std::to_string(chunks) + " chunks", {{"x", x.shape()}}, "needs one or more"));
  if (length == 0) return parts(op, x, axis, std::vector<int64_t>(size_t(chunks)));
  return parts(op, x, axis, even_sizes(length, (length - 1) / chunks + 1));
}

}  // namespace heed::inline HEED_PRECISION
