// Watching backward() through hooks, and the rules of the operations in the lesson's expression.
#include "lessons/02_autograd/walk.hpp"

#include <algorithm>
#include <cmath>

namespace lesson {

std::string name_of(const GraphNode& node) { return node.label.substr(0, node.label.find(' ')); }

Walk watch(const Tensor& result, const std::vector<Named>& named) {
  Walk walk{read_graph(result, named), {}};
  std::vector<Tensor> tensors(walk.graph.nodes.size());
  for (const Named& n : named)
    for (size_t i = 0; i < tensors.size(); ++i)
      if (walk.graph.nodes[i].address == n.tensor.node().get()) tensors[i] = n.tensor;
  const auto gradients = [&] {
    Gradients now;
    for (const Tensor& x : tensors)
      now.push_back(x.grad().defined() ? std::optional(double(x.grad().item())) : std::nullopt);
    return now;
  };
  for (size_t i = 0; i < tensors.size(); ++i) {
    tensors[i].retain_grad();  // to be looked at when the walk has passed
    tensors[i].register_hook([&, i](const Tensor&) {
      if (!walk.visits.empty()) walk.visits.back().after = gradients();
      walk.visits.push_back({i, gradients(), {}});
      return Tensor();  // leaves the gradient as it is
    });
  }
  result.backward();
  walk.visits.back().after = gradients();
  return walk;
}

std::vector<Part> parts_of(const Graph& graph, const Visit& visit) {
  const GraphNode& node = graph.nodes[visit.node];
  const double gradient = visit.before[visit.node].value();
  std::vector<Part> parts;
  for (size_t k = 0; k < node.inputs.size(); ++k) {
    Part part{k, node.inputs[k], gradient, 1, "1"};  // a sum
    if (node.op == "mul") {
      const GraphNode& other = graph.nodes[node.inputs[1 - k]];
      part.slope = other.value, part.slope_text = name_of(other);
    } else if (node.op == "tanh") {
      part.slope = 1 - node.value * node.value;
      part.slope_text = "(1 − " + name_of(node) + "²)";
    }
    parts.push_back(part);
  }
  return parts;
}

double parts_off(const Walk& walk) {
  double largest = 0;
  for (const Visit& visit : walk.visits) {
    std::vector<double> added(walk.graph.nodes.size(), 0);
    for (const Part& part : parts_of(walk.graph, visit)) added[part.input] += part.amount();
    for (size_t i = 0; i < added.size(); ++i) {
      const double engine = visit.after[i].value_or(0) - visit.before[i].value_or(0);
      largest = std::max(largest, std::abs(engine - added[i]));
    }
  }
  return largest;
}

}  // namespace lesson
