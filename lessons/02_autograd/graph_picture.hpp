// The picture of a graph: values and gradients in its nodes, and what is going on in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/02_autograd/graph.hpp"
#include "lessons/show/plot.hpp"

namespace lesson {

enum class Mark { plain, now, done };

struct NodeState {
  std::optional<double> gradient;
  Mark mark = Mark::plain;
  int parts = 0;  // how many parts of its gradient have come
};

// A gradient on its way from a node to one of its arguments.
struct Passing {
  size_t user, argument;
  std::string words;  // "+ 0.462"
};

struct GraphState {
  std::vector<NodeState> nodes;
  std::vector<Passing> passing;
};

std::string drawn(const heed::show::PlotText& text, const Graph& graph, const GraphState& state);

}  // namespace lesson
