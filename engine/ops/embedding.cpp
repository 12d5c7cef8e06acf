// A table is a tensor seen from its first axis, and a row a place on it.

#include "engine/ops/embedding.hpp"

#include "engine/kernels/places.hpp"
#include "engine/ops/index_range.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

std::span<const int64_t> list_of(const Indices& indices) {
  return {indices.data(), size_t(indices.numel())};
}

}  // namespace

Tensor embedding(const Tensor& weight, const Indices& indices, Place at) {
  const Op op("embedding", at);
  if (weight.dim() != 2)
    throw ShapeError(op.explain("the table has not two axes", {{"weight", weight.shape()}},
                                "needs weight (V, D): V rows of D numbers"));
  const int64_t rows = weight.shape()[0], width = weight.shape()[1];
  check_range(op, "indices", indices, rows,
              "an index names one of the " + std::to_string(rows) + " rows of weight " +
                  to_string(weight.shape()));
  Shape shape = indices.shape();
  shape.push_back(width);
  const kernels::Lines table(weight.shape(), 0);
  Tensor y = empty(shape, at);
  kernels::copy_places(table, list_of(indices), weight.data(), y.mutable_data());
  return op.record(y, {weight}, [indices, table](Backward& step) {
    kernels::add_to_places(table, list_of(indices), step.dy(), step.add_to(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
