// From nodes to Graphviz's language.

#include "engine/graph.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "engine/formulas.hpp"
#include "engine/table.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int64_t kNone = -1, kLeftOut = -2;  // in place of an input's number

// In quotes; \ and " would mean something there.
std::string quoted(const std::string& text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped + '"';
}

std::string number(size_t i) { return std::to_string(i).insert(0, 1, 'n'); }

std::string style_of(const Node& node, bool first) {
  const bool leaf = std::string_view(node.op) == "leaf";
  std::string style = leaf ? "shape=ellipse, " : "shape=box, ";
  if (leaf && node.requires_grad) style += "style=filled, fillcolor=lightyellow, ";
  return style + (first ? "penwidth=2, " : "");
}

}  // namespace

std::vector<Node*> nodes_behind(const Tensor& y) {
  std::vector<Node*> found;
  std::unordered_set<const Node*> seen;
  const auto meet = [&](const NodePtr& node) {
    if (node && seen.insert(node.get()).second) found.push_back(node.get());
  };
  meet(y.node());
  for (size_t i = 0; i < found.size(); ++i)  // grows meanwhile
    for (const NodePtr& input : found[i]->inputs) meet(input);
  return found;
}

Graph::Graph(const Tensor& y, const GraphOptions& options, Place at) {
  if (options.limit < 1)
    throw ValueError(explain("graph", at, "the limit is " + std::to_string(options.limit), {},
                             "needs room for one node or more"));
  static_cast<void>(y.shape());  // throws if y refers to nothing
  std::unordered_map<const Node*, std::string> names;
  for (const auto& [name, x] : options.names) names.emplace(x.node().get(), name);
  const std::vector<Node*> all = nodes_behind(y);
  const size_t count = std::min(all.size(), size_t(options.limit));
  left_out_ = int64_t(all.size() - count);
  std::unordered_map<const Node*, NodePtr> held{{all[0], y.node()}};
  std::unordered_map<const Node*, int64_t> numbers;
  for (size_t i = 0; i < count; ++i) numbers.emplace(all[i], int64_t(i));
  for (size_t i = 0; i < count; ++i) {
    Node& node = *all[i];
    if (options.retain_grad) node.retain_grad = true;
    Drawn drawn{held.at(&node), names[&node], {}, node.spent};
    for (const NodePtr& input : node.inputs) {
      const auto found = numbers.find(input.get());
      if (input) held.emplace(input.get(), input);
      drawn.inputs.push_back(!input ? kNone : found == numbers.end() ? kLeftOut : found->second);
    }
    nodes_.push_back(std::move(drawn));
  }
}

std::string Graph::text_of(const Drawn& drawn, const Label& label) const {
  const Node& node = *drawn.node;
  const bool leaf = std::string_view(node.op) == "leaf";
  std::string text = drawn.name;
  if (!leaf && !text.empty()) text += " = ";
  if (!leaf || text.empty()) text += node.op;
  text.append("\n").append(to_string(node.shape));
  if (drawn.used) text += "\nits graph was used";
  const std::string more = label ? label(node) : "";
  if (!more.empty()) text.append("\n").append(more);
  return text;
}

std::string Graph::dot(const Label& label) const {
  std::string text = "digraph {\n  rankdir=LR;\n";
  std::string edges;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    const Drawn& drawn = nodes_[i];
    text += "  " + number(i) + " [" + style_of(*drawn.node, i == 0) +
            "label=" + quoted(text_of(drawn, label)) + "];\n";
    for (size_t k = 0; k < drawn.inputs.size(); ++k) {
      const int64_t input = drawn.inputs[k];
      std::string from = input == kLeftOut ? "more" : number(size_t(input));
      if (input == kNone) {
        from = number(i) + "_" + std::to_string(k);
        text += "  " + from + " [shape=plaintext, fontcolor=gray40, label=\"no gradient\"];\n";
      }
      edges += "  " + from + " -> " + number(i);
      if (drawn.inputs.size() > 1)
        edges += " [label=" + quoted(argument_of(drawn.node->op, k)) + "]";
      edges += ";\n";
    }
  }
  if (left_out_ > 0)
    text += "  more [shape=plaintext, label=" + quoted(grouped(left_out_) + " more") + "];\n";
  return text + edges + "}\n";
}

std::string graph(const Tensor& y, const GraphOptions& options, const Graph::Label& label,
                  Place at) {
  return Graph(y, options, at).dot(label);
}

}  // namespace heed::inline HEED_PRECISION
