// Reading the graph through Tensor::node().
#include "lessons/02_autograd/graph.hpp"

#include <map>

namespace lesson {

using heed::Node;
using heed::NodePtr;

namespace {

// Operands before results; recursion is fine for graphs that can be drawn.
void collect(const NodePtr& node, std::map<const Node*, size_t>& found, Graph& graph) {
  if (!node || found.count(node.get())) return;
  for (const NodePtr& input : node->inputs) collect(input, found, graph);
  found[node.get()] = graph.nodes.size();
  GraphNode read{node->op, node->op, 0, {}, 0, node.get()};
  for (const NodePtr& input : node->inputs)
    if (input) {  // null: that operand needs no gradient
      read.inputs.push_back(found.at(input.get()));
      ++graph.nodes[read.inputs.back()].uses;
    }
  graph.nodes.push_back(read);
}

}  // namespace

Graph read_graph(const Tensor& result, const std::vector<Named>& named) {
  Graph graph;
  std::map<const Node*, size_t> found;
  collect(result.node(), found, graph);
  for (const auto& [label, tensor] : named)
    if (const auto at = found.find(tensor.node().get()); at != found.end()) {
      graph.nodes[at->second].label = label;
      graph.nodes[at->second].value = double(tensor.item());
    }
  return graph;
}

}  // namespace lesson
