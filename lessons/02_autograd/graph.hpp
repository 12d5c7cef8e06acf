// The graph behind a tensor, and where to draw its nodes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson {

using heed::Tensor;

struct GraphNode {
  std::string label;            // "u = a · b"
  std::string op;               // "mul"; "leaf"
  double value = 0;             // of a named tensor: a node does not know its numbers
  std::vector<size_t> inputs;   // positions in Graph::nodes, by the operation's argument
  int uses = 0;                 // how many arguments it is, so how many parts its gradient has
  const heed::Node* address{};  // only to be compared
};

// Operands stand before results.
struct Graph {
  std::vector<GraphNode> nodes;
};

struct Named {
  std::string label;
  Tensor tensor;  // of one number
};

// Every node that `result` depends on. Those that are not among `named` are called by their
// operation. To be read before backward(), which takes the graph apart.
Graph read_graph(const Tensor& result, const std::vector<Named>& named);

// A drawing in layers: operands above results, each node below all that it is made of.
struct Spot {
  double x = 0;  // of the middle: 0 at the left … 1 at the right
  int layer = 0;
};
struct Line {
  size_t from, to;          // an input and its user
  size_t argument;          // which one of the user's
  std::vector<Spot> bends;  // where it passes through the layers between them
};
struct Layout {
  int layers = 0;
  std::vector<Spot> spots;  // of the nodes
  std::vector<Line> lines;
};
Layout lay_out(const Graph& graph);

}  // namespace lesson
