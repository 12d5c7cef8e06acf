// Indices and Mask: whole numbers and booleans, which have no gradient.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

// An array of plain values, row-major. Copies share the values until one of them is written to:
// what an operation remembers of labels or masks does not change behind its back.
template <class T>
class PlainArray {
 public:
  PlainArray() : PlainArray(Shape{0}, {}) {}
  PlainArray(const Shape& shape, std::vector<T> values, Place at = Place::here())
      : shape_(shape), values_(std::make_shared<std::vector<T>>(std::move(values))) {
    if (checked_numel(shape, "array", at) != int64_t(values_->size()))
      throw ShapeError(explain("array", at, "the values do not fill the shape", {{"shape", shape}},
                               "given were " + std::to_string(values_->size())));
  }
  explicit PlainArray(const Shape& shape, T value = {}, Place at = Place::here())
      : PlainArray(shape, std::vector<T>(size_t(checked_numel(shape, "array", at)), value), at) {}
  PlainArray(std::vector<T> values)  // one axis
      : PlainArray(Shape{int64_t(values.size())}, values) {}

  // As in Tensor; writing to one array changes no copy of it.
  const Shape& shape() const { return shape_; }
  int64_t numel() const { return int64_t(values_->size()); }
  const T* data() const { return values_->data(); }
  T* mutable_data() {
    if (values_.use_count() > 1) values_ = std::make_shared<std::vector<T>>(*values_);
    return values_->data();
  }
  T operator[](int64_t i) const { return (*values_)[size_t(i)]; }  // flat

  // The same values under another shape, shared. ShapeError if they do not fill it.
  PlainArray reshape(const Shape& shape, Place at = Place::here()) const {
    if (checked_numel(shape, "reshape", at) != numel())
      throw ShapeError(
          explain("reshape", at, "not as many values", {{"from", shape_}, {"to", shape}}));
    PlainArray same = *this;
    same.shape_ = shape;
    return same;
  }

 private:
  Shape shape_;
  std::shared_ptr<std::vector<T>> values_;
};

using Indices = PlainArray<int64_t>;  // labels, positions, lengths
using Mask = PlainArray<uint8_t>;     // 1 (true): may attend, or is chosen; 0: not

}  // namespace heed::inline HEED_PRECISION
