// What operations are made of: recording them, and the gradients that rules read and write.

#include "engine/op.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace heed::inline HEED_PRECISION {

namespace {

thread_local bool recording = true;

}  // namespace

bool grad_enabled() { return recording; }
NoGrad::NoGrad() : before_(recording) { recording = false; }
NoGrad::~NoGrad() { recording = before_; }

bool Op::link(const Tensor& y, std::span<const Tensor> inputs) const {
  Node& node = *y.node();
  node.op = name_;
  node.at = at_;
  anomaly::check_result(*this, y, inputs);
  if (profile::counting()) report(y, inputs);
  if (!recording) return false;
  const auto needed = [](const Tensor& x) { return x.defined() && x.requires_grad(); };
  if (std::none_of(inputs.begin(), inputs.end(), needed)) return false;
  node.requires_grad = true;
  node.inputs.reserve(inputs.size());
  for (const Tensor& x : inputs) node.inputs.push_back(needed(x) ? x.node() : nullptr);
  return true;
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

void Node::call_hooks() {
  for (const auto& hook : hooks) {
    const Tensor replaced = hook(Tensor::from(shape, gradient));
    if (!replaced.defined()) continue;
    if (replaced.shape() != shape)
      throw GradError(explain("register_hook", at, "a hook changed the gradient's shape",
                              {{"was", shape}, {"became", replaced.shape()}}));
    gradient = replaced.buffer();
  }
}

// Left alone, destroying a node destroys its inputs, which destroy theirs, one stack frame each.
// Collect those that only we keep alive, and loop instead.
Node::~Node() {
  --live_;
  std::vector<NodePtr> doomed = std::move(inputs);
  while (!doomed.empty()) {
    const NodePtr node = std::move(doomed.back());
    doomed.pop_back();
    if (!node || node.use_count() > 1) continue;
    std::move(node->inputs.begin(), node->inputs.end(), std::back_inserter(doomed));
    node->inputs.clear();
  }
}

std::atomic<int64_t> Node::live_{0};

}  // namespace heed::inline HEED_PRECISION
