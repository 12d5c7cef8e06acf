// What the losses of classes share: a label for each line of numbers, one number a class.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Which axis of x, (N, C), (N, C, ..) or (C), is that of classes. ShapeError if x is a scalar.
int class_axis(const Op& op, std::string_view name, const Tensor& x);

// ShapeError unless there is one label for each line of x along `axis`, and a weight, if defined,
// for each class; ValueError for a label that is neither a class nor `ignored`, or a weight that
// wants a gradient. `name` is what x is called.
void check_classes(const Op& op, std::string_view name, const Tensor& x, int axis,
                   const Indices& labels, const Tensor& weight, int64_t ignored);

// A copy of the weights (C); 1 each where they are undefined.
Buffer class_weights(const Tensor& weight, int64_t classes);
// The sum of the weights of all labels that count, which a mean divides by.
double weight_of_labels(const Indices& labels, const Buffer& weight, int64_t ignored);

}  // namespace heed::inline HEED_PRECISION
