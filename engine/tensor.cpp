// Tensors: making them, reading them, and the ends of every operation.

#include "engine/tensor.hpp"

#include <algorithm>
#include <cmath>

namespace heed::inline HEED_PRECISION {

namespace {

thread_local bool recording = true;
thread_local bool checking = false;

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

Slot Backward::dx(int input) const {
  const NodePtr& node = node_.inputs[size_t(input)];
  if (!node) return {};
  Buffer& gradient = node->gradient;
  if (!gradient) {
    gradient = Buffer::uninitialized(node->shape.numel());
    return {gradient.data(), false};
  }
  if (!gradient.unique()) gradient = Tensor::from(node->shape, gradient).clone().buffer();
  return {gradient.data(), true};
}

real* Backward::add_to(int input) const {
  const Slot slot = dx(input);
  if (slot && !slot.add)
    std::fill_n(slot.data, node_.inputs[size_t(input)]->shape.numel(), real(0));
  return slot.data;
}

void Backward::pass(int input) const {
  if (needs(input)) put(node_.gradient, *node_.inputs[size_t(input)]);
}

void Backward::put(const Buffer& gradient, Node& node) {
  if (!node.gradient) {
    node.gradient = gradient;
    return;
  }
  if (!node.gradient.unique())
    node.gradient = Tensor::from(node.shape, node.gradient).clone().buffer();
  real* sum = node.gradient.data();
  const real* part = gradient.data();
  for (int64_t i = 0, n = node.shape.numel(); i < n; ++i) sum[i] += part[i];
}

const real* Backward::get(const Saved& saved) const {
  if (saved.numbers_.version() != saved.version_)
    throw GradError(explain(node_.op, node_.at, "a value that backward() needs was changed",
                            {{"result", node_.shape}},
                            "change it after backward(), or clone() it before the change"));
  return saved.numbers_.data();
}

bool grad_enabled() { return recording; }
NoGrad::NoGrad() : before_(recording) { recording = false; }
NoGrad::~NoGrad() { recording = before_; }
DetectAnomaly::DetectAnomaly() : before_(checking) { checking = true; }
DetectAnomaly::~DetectAnomaly() { checking = before_; }

namespace {

// Infinity may be passed on: a mask hides scores by it. It may not come from nowhere, nor become
// NaN.
void check_anomaly(const Op& op, const Tensor& y, std::span<const Tensor> inputs) {
  const auto all = [](const Tensor& x, auto good) {
    return !x.defined() || std::all_of(x.data(), x.data() + x.numel(), good);
  };
  const auto finite = [](real v) { return std::isfinite(v); };
  const auto number = [](real v) { return !std::isnan(v); };
  if (all(y, finite)) return;
  const auto all_inputs = [&](auto good) {
    return std::all_of(inputs.begin(), inputs.end(), [&](const Tensor& x) { return all(x, good); });
  };
  const bool from_finite = all_inputs(finite);
  if (all(y, number) && !from_finite) return;
  throw NumericalError(op.explain(
      from_finite          ? "NaN or infinity came out of finite numbers"
      : all_inputs(number) ? "NaN came out of infinity"
                           : "NaN came in (a weight that an earlier step has spoilt, or the data)",
      {{"result", y.shape()}},
      "a smaller learning rate, clip_grad_norm, or a larger eps often helps"));
}

}  // namespace

bool Op::link(const Tensor& y, std::span<const Tensor> inputs) const {
  Node& node = *y.node();
  node.op = name_;
  node.at = at_;
  if (checking) check_anomaly(*this, y, inputs);
  if (!recording) return false;
  const auto needed = [](const Tensor& x) { return x.defined() && x.requires_grad(); };
  if (std::none_of(inputs.begin(), inputs.end(), needed)) return false;
  node.requires_grad = true;
  node.inputs.reserve(inputs.size());
  for (const Tensor& x : inputs) node.inputs.push_back(needed(x) ? x.node() : nullptr);
  return true;
}

}  // namespace heed::inline HEED_PRECISION
