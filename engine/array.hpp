// A tensor's numbers as an xtensor array, for tests and lessons: NumPy-like code on the same
// memory.
#pragma once

#include <vector>

#include "engine/tensor.hpp"
#include "engine/xtensor.hpp"

namespace heed::inline HEED_PRECISION {

// A view: it copies nothing, and is valid while the tensor lives. Assign every reduction of it to a
// named xt::xarray before using it: inside a larger expression xtensor answers wrongly.
inline auto array(const Tensor& x) {
  return xt::adapt(x.data(), size_t(x.numel()), xt::no_ownership(),
                   std::vector<size_t>(x.shape().begin(), x.shape().end()));
}

// The same to write to.
inline auto mutable_array(Tensor& x) {
  return xt::adapt(x.mutable_data(), size_t(x.numel()), xt::no_ownership(),
                   std::vector<size_t>(x.shape().begin(), x.shape().end()));
}

// A new tensor with the values of an xtensor expression.
template <class E>
Tensor from_array(const xt::xexpression<E>& expression) {
  const xt::xarray<real> values = expression.derived_cast();
  Shape shape;
  for (const size_t length : values.shape()) shape.push_back(int64_t(length));
  return Tensor(shape, std::vector<real>(values.begin(), values.end()));
}

}  // namespace heed::inline HEED_PRECISION
