// Oracles that say what each element is, by its index: slow, and hard to get wrong.
#pragma once

#include <functional>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

using Index = std::vector<int64_t>;

inline Index index_of(int64_t flat, const Shape& shape) {
  Index index(size_t(shape.rank()));
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[size_t(axis)] = flat % shape[axis];
    flat /= shape[axis];
  }
  return index;
}

inline double at(const Tensor& x, const Index& index) {
  int64_t flat = 0;
  for (int axis = 0; axis < x.dim(); ++axis) flat = flat * x.shape()[axis] + index[size_t(axis)];
  return double(x.data()[flat]);
}

inline Tensor by_index(const Shape& shape, const std::function<double(const Index&)>& element) {
  Tensor y = empty(shape);
  real* out = y.mutable_data();
  for (int64_t i = 0; i < y.numel(); ++i) out[i] = real(element(index_of(i, shape)));
  return y;
}

// The numbers of x on the line along `axis` through the element at `index`.
inline std::vector<double> line_through(const Tensor& x, int axis, Index index) {
  std::vector<double> line;
  for (int64_t l = 0; l < x.shape()[axis]; ++l) {
    index[size_t(axis)] = l;
    line.push_back(at(x, index));
  }
  return line;
}

}  // namespace heed::inline HEED_PRECISION
