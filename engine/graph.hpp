// A tensor's graph as a picture: text that Graphviz draws ("dot -Tsvg").
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// What is drawn, and how it is called.
struct GraphOptions {
  // What leaves and results are called, such as a module's named_parameters().
  std::vector<std::pair<std::string, Tensor>> names = {};
  int64_t limit = 500;       // so many nodes are drawn, those nearest to the tensor
  bool retain_grad = false;  // of every node drawn, so that a label can show it after backward()
};

// What a tensor was made of, as it is now: it can be drawn after backward(), which takes the graph
// apart. Holds the graph until then, but no numbers.
class Graph {
 public:
  // ValueError for a limit below 1.
  explicit Graph(const Tensor& y, const GraphOptions& options = {}, Place at = Place::here());

  // Adds lines of its own to a node's text: its gradient, or, found by the node, its numbers.
  using Label = std::function<std::string(const Node& node)>;
  // The tensor itself is n0, with a bold border, and others are numbered by their distance from it.
  // A result is a box with its operation and shape; a leaf that requires a gradient, a filled
  // ellipse; another leaf, an empty one. Edges go the way of the numbers and, where an operation
  // has several inputs, carry its names for them. Of an input that needs no gradient, a graph knows
  // only that there is none: a gray mark says so, also where an input was left out (a linear map's
  // bias).
  std::string dot(const Label& label = {}) const;

 private:
  struct Drawn {
    NodePtr node;
    std::string name;
    std::vector<int64_t> inputs;  // by number; kNone, or kLeftOut
    bool used;                    // backward() has been here: its inputs are gone
  };
  std::string text_of(const Drawn& drawn, const Label& label) const;
  std::vector<Drawn> nodes_;
  int64_t left_out_ = 0;
};

// The same in one go, before backward().
std::string graph(const Tensor& y, const GraphOptions& options = {}, const Graph::Label& label = {},
                  Place at = Place::here());

// All nodes that y depends on, itself first, by their distance from it; they live while the graph
// does. Not recursive: a chain of a million is no matter.
std::vector<Node*> nodes_behind(const Tensor& y);

}  // namespace heed::inline HEED_PRECISION
