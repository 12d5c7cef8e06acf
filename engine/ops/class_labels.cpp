// Checking labels and the weights of classes.

#include "engine/ops/class_labels.hpp"

#include <string>

#include "engine/ops/index_range.hpp"

namespace heed::inline HEED_PRECISION {

int class_axis(const Op& op, std::string_view name, const Tensor& x) {
  if (x.dim() == 0)
    throw ShapeError(
        op.explain("there is no axis of classes", {{name, x.shape()}},
                   "needs " + std::string(name) + " (N, C), (N, C, ..), or (C) for one"));
  return x.dim() == 1 ? 0 : 1;
}

void check_classes(const Op& op, std::string_view name, const Tensor& x, int axis,
                   const Indices& labels, const Tensor& weight, int64_t ignored) {
  const Shape& shape = x.shape();
  Shape expected = shape;
  expected.erase(axis);
  const std::string what(name);
  if (labels.shape() != expected)
    throw ShapeError(op.explain(
        "not one label for each line of " + what, {{name, shape}, {"labels", labels.shape()}},
        what + " (N, C, ..) need labels (N, ..), here " + to_string(expected)));
  if (weight.defined() && weight.shape() != Shape{shape[axis]})
    throw ShapeError(
        op.explain("not one weight for each class",
                   {{name, shape, {axis - shape.rank()}}, {"weight", weight.shape(), {-1}}},
                   "needs weights (C), here (" + std::to_string(shape[axis]) + ")"));
  if (weight.defined() && weight.requires_grad())
    throw ValueError(op.explain("class weights get no gradient", {{"weight", weight.shape()}},
                                "give weight.detach()"));
  check_range(op, "labels", labels, shape[axis],
              "a label is a class, or ignore_index, " + std::to_string(ignored), ignored);
}

Buffer class_weights(const Tensor& weight, int64_t classes) {
  return weight.defined() ? weight.clone().buffer() : ones({classes}).buffer();
}

double weight_of_labels(const Indices& labels, const Buffer& weight, int64_t ignored) {
  double total = 0;
  for (int64_t i = 0; i < labels.numel(); ++i)
    if (labels[i] != ignored) total += double(weight.data()[labels[i]]);
  return total;
}

}  // namespace heed::inline HEED_PRECISION
