// What backward() does with the lesson's expression, watched while it does it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/02_autograd/graph.hpp"

namespace lesson {

using Gradients = std::vector<std::optional<double>>;  // of every node; none before a part has come

// The engine is about to ask this node: its gradient is complete.
struct Visit {
  size_t node;
  Gradients before;  // as they are then
  Gradients after;   // when its rule has run
};

struct Walk {
  Graph graph;
  std::vector<Visit> visits;
};

// Hooks on all nodes write down when the engine comes to them. Takes the graph apart.
Walk watch(const Tensor& result, const std::vector<Named>& named);

// A part that a node's rule puts into the gradient of one of its arguments.
struct Part {
  size_t argument, input;
  double gradient, slope;  // of the node; of its value by this argument
  std::string slope_text;  // "t", "1 − t²"
  double amount() const { return gradient * slope; }
};
std::vector<Part> parts_of(const Graph& graph, const Visit& visit);

// How far the parts are from what the engine added, at most.
double parts_off(const Walk& walk);

std::string name_of(const GraphNode& node);  // "u" of "u = a · b"

}  // namespace lesson
