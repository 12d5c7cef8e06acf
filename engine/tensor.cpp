// Tensors: making them and reading them.

#include "engine/tensor.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

// What an undefined tensor is asked for. A default Tensor() refers to nothing.
const NodePtr& present(const NodePtr& node) {
  if (node) return node;
  const Op* op = Op::current();
  const std::string problem =
      "a tensor refers to nothing: it was default-constructed, moved from, "
      "or is the grad() of a tensor that backward() has not reached";
  throw ValueError(op ? op->explain(problem) : "[Tensor] " + problem);
}

}  // namespace

Tensor::Tensor(const Shape& shape, const std::vector<real>& values, Place at) {
  const int64_t n = checked_numel(shape, "Tensor", at);
  if (int64_t(values.size()) != n)
    throw ShapeError(explain(
        "Tensor", at, "the values do not fill the shape", {{"shape", shape}},
        "it holds " + std::to_string(n) + " numbers, given were " + std::to_string(values.size())));
  *this = from(shape, Buffer::uninitialized(n));
  std::copy(values.begin(), values.end(), value_.data());
}

Tensor::Tensor(double number) : Tensor(Shape{}, {real(number)}) {}

Tensor Tensor::from(const Shape& shape, Buffer numbers) {
  Tensor tensor;
  tensor.node_ = std::make_shared<Node>(shape);
  tensor.value_ = std::move(numbers);
  return tensor;
}

const Shape& Tensor::shape() const { return present(node_)->shape; }
const char* Tensor::op() const { return present(node_)->op; }
bool Tensor::requires_grad() const { return present(node_)->requires_grad; }
void Tensor::retain_grad() { present(node_)->retain_grad = true; }
void Tensor::zero_grad() { present(node_)->gradient = {}; }
Tensor Tensor::detach() const { return from(shape(), value_); }

int64_t Tensor::size(int axis, Place at) const {
  return shape()[checked_axis(axis, shape(), "size", at)];
}

real* Tensor::mutable_data() {
  present(node_);
  value_.bump_version();
  return value_.data();
}

real Tensor::item(Place at) const {
  if (numel() != 1)
    throw ShapeError(explain("item", at, "needs a tensor of one number", {{"this", shape()}}));
  return data()[0];
}

real Tensor::at(std::initializer_list<int64_t> index, Place place) const {
  const Shape where(index);
  bool inside = where.rank() == dim();
  int64_t flat = 0;
  for (int i = 0; inside && i < dim(); ++i) {
    inside = where[i] >= 0 && where[i] < shape()[i];
    flat = flat * shape()[i] + where[i];
  }
  if (!inside)
    throw ShapeError(explain("at", place, "there is no such element",
                             {{"this", shape()}, {"index", where}},
                             "needs one index for each axis, from 0 to its length - 1"));
  return data()[flat];
}

Tensor& Tensor::requires_grad_(bool required, Place at) {
  if (present(node_)->rule || node_->spent)
    throw GradError(explain("requires_grad_", at, "only a leaf can be marked", {{"this", shape()}},
                            std::string("this is the result of [") + op() +
                                "]; mark what it was made of, or detach() it"));
  node_->requires_grad = required;
  if (required) value_.keep();
  return *this;
}

Tensor Tensor::grad() const {
  return present(node_)->gradient ? from(shape(), node_->gradient) : Tensor();
}

Tensor Tensor::mutable_grad() {
  if (!present(node_)->gradient) return {};
  if (!node_->gradient.unique()) node_->gradient = grad().clone().value_;
  return grad();
}

void Tensor::register_hook(std::function<Tensor(const Tensor&)> hook) {
  present(node_)->hooks.push_back(std::move(hook));
}

Tensor Tensor::clone() const {
  Tensor copy = from(shape(), Buffer::uninitialized(numel()));
  std::copy_n(data(), numel(), copy.value_.data());
  return copy;
}

Tensor empty(const Shape& shape, Place at) {
  return Tensor::from(shape, Buffer::uninitialized(checked_numel(shape, "empty", at)));
}

Tensor full(const Shape& shape, double value, Place at) {
  Tensor x = empty(shape, at);
  std::fill_n(x.mutable_data(), x.numel(), real(value));
  return x;
}

Tensor zeros(const Shape& shape, Place at) { return full(shape, 0, at); }
Tensor ones(const Shape& shape, Place at) { return full(shape, 1, at); }

Tensor arange(int64_t n, Place at) {
  Tensor x = empty({n}, at);
  for (int64_t i = 0; i < n; ++i) x.mutable_data()[i] = real(i);
  return x;
}

Tensor eye(int64_t n, Place at) {
  Tensor x = zeros({n, n}, at);
  for (int64_t i = 0; i < n; ++i) x.mutable_data()[i * n + i] = 1;
  return x;
}

}  // namespace heed::inline HEED_PRECISION
