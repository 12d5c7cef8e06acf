// Backpropagation, whole. Three steps: order the graph, seed the result with 1, and ask each node,
// results before operands, to hand its gradient to its inputs.

#include <atomic>
#include <utility>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

std::atomic<uint64_t> walks{0};

// Every node that `root` depends on, operands before results. A node may be asked only after *all*
// its users have put their part: with b = a + a, c = b + b, following each use as it is met would
// run b's rule twice, the first time with half its gradient. The stack is explicit because a long
// chain of operations would overflow the real one.
std::vector<NodePtr> operands_first(const NodePtr& root, Place at) {
  const uint64_t mark = ++walks;
  std::vector<NodePtr> order;
  std::vector<std::pair<NodePtr, size_t>> stack;  // node, next input to visit
  const auto enter = [&](const NodePtr& node) {
    if (!node || node->mark == mark) return;
    if (node->spent)
      throw GradError(explain("backward", at, "this graph was used already", {},
                              std::string("reached [") + node->op + "] made at " +
                                  to_string(node->at) +
                                  "; a graph is used once and freed behind the walk: compute the "
                                  "result again, or detach() what is kept from an earlier step"));
    node->mark = mark;
    stack.emplace_back(node, 0);
  };
  enter(root);
  while (!stack.empty()) {
    auto& [node, next] = stack.back();
    if (next < node->inputs.size()) {
      enter(node->inputs[next++]);
    } else {
      order.push_back(std::move(node));
      stack.pop_back();
    }
  }
  return order;
}

// The graph is used once: free it behind us.
void use_up(Node& node) {
  node.rule = nullptr;
  node.inputs.clear();
  node.spent = true;
  if (!node.retain_grad) node.gradient = {};
}

void visit(Node& node) {
  if (node.gradient) node.call_hooks();
  if (!node.rule) return;  // a leaf: its gradient is an answer, keep it
  if (node.gradient) {     // or nobody used it in a way that has a derivative
    const profile::Clock clock(node.op, profile::Pass::backward);
    Backward step(node);
    anomaly::check_before(node);
    node.rule(step);
    anomaly::check_after(node);
  }
  use_up(node);
}

}  // namespace

void Tensor::backward(Place at) const {
  if (defined() && numel() != 1)
    throw GradError(explain("backward", at, "starts from one number", {{"this", shape()}},
                            "reduce it first, for example with mean(), or give the gradient of "
                            "each number: backward(gradient)"));
  backward(defined() ? ones(shape()) : Tensor(), at);
}

void Tensor::backward(const Tensor& gradient, Place at) const {
  if (!defined() || !requires_grad())
    throw GradError(explain("backward", at, "nothing here requires a gradient", {},
                            "mark the weights with requires_grad_(); under NoGrad or after "
                            "detach() nothing is recorded"));
  if (gradient.shape() != shape())
    throw GradError(explain("backward", at, "the gradient has another shape",
                            {{"this", shape()}, {"gradient", gradient.shape()}}));

  std::vector<NodePtr> order = operands_first(node_, at);
  Backward::put(gradient.clone().buffer(), *node_);
  try {
    for (; !order.empty(); order.pop_back()) visit(*order.back());
  } catch (...) {  // gradients that lack a part must not be taken for whole, nor be added to later
    for (const NodePtr& node : order) {
      if (node->rule) use_up(*node);
      node->gradient = {};
    }
    throw;
  }
}

}  // namespace heed::inline HEED_PRECISION
