// Every rule of the graph is put into another, which calls it and prints what it did.

#include "engine/trace.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <ostream>
#include <unordered_map>

#include "engine/formulas.hpp"
#include "engine/graph.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// What the rules of one traced graph share.
struct Trace {
  std::ostream& out;
  std::unordered_map<const Node*, std::string> names;
  int64_t step = 0, steps = 0;
};

// A gradient as it was, or nothing.
Buffer copy_of(const Node& node) {
  return node.gradient ? Tensor::from(node.shape, node.gradient).clone().buffer() : Buffer();
}

// Of now - before, where `before` may be nothing.
double norm(int64_t n, const Buffer& now, const Buffer& before = {}) {
  double squares = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double d = double(now.data()[i]) - (before ? double(before.data()[i]) : 0);
    squares += d * d;
  }
  return std::sqrt(squares);
}

std::string text(double number) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.4g", number);
  return digits;
}

// The names by which an operation calls an input: "da", or "da, db" where it came twice.
std::string arguments_of(const Node& node, const NodePtr& input) {
  std::string list;
  for (size_t k = 0; k < node.inputs.size(); ++k)
    if (node.inputs[k] == input) list += (list.empty() ? "d" : ", d") + argument_of(node.op, k);
  return list;
}

// Calls body(input) for every input that needs a gradient; for one that came twice, once.
template <class Body>
void each_input(const Node& node, const Body& body) {
  for (size_t k = 0; k < node.inputs.size(); ++k) {
    const auto first = std::find(node.inputs.begin(), node.inputs.end(), node.inputs[k]);
    if (node.inputs[k] && size_t(first - node.inputs.begin()) == k) body(node.inputs[k]);
  }
}

// What "; " parts, on lines of their own.
void print_formula(std::ostream& out, std::string_view backward) {
  for (size_t begin = 0; begin < backward.size();) {
    const size_t end = std::min(backward.find("; ", begin), backward.size());
    out << "  " << backward.substr(begin, end - begin) << "\n";
    begin = end + 2;
  }
}

void print_head(Trace& trace, const Node& node) {
  const Formula* formula = formula_of(node.op);
  trace.out << "step " << ++trace.step << " of " << trace.steps << ": " << node.op << ", "
            << to_string(node.at) << "\n";
  if (formula) print_formula(trace.out, formula->backward);
  const auto name = trace.names.find(&node);
  trace.out << "  dy" << (name == trace.names.end() ? "" : " of " + name->second) << " "
            << to_string(node.shape) << ": norm " << text(norm(node.shape.numel(), node.gradient))
            << "\n";
}

void print_input(Trace& trace, const Node& node, const NodePtr& input, const Buffer& before) {
  const int64_t n = input->shape.numel();
  const auto name = trace.names.find(input.get());
  trace.out << "  " << arguments_of(node, input)
            << (name == trace.names.end() ? "" : " to " + name->second) << " "
            << to_string(input->shape) << ": ";
  if (!input->gradient) {
    trace.out << "nothing\n";
    return;
  }
  trace.out << "norm " << text(norm(n, input->gradient, before));
  if (before) trace.out << ", with what was there " << text(norm(n, input->gradient));
  trace.out << "\n";
}

}  // namespace

void trace_backward(const Tensor& y, std::ostream& out,
                    const std::vector<std::pair<std::string, Tensor>>& names, Place at) {
  if (!y.requires_grad() || y.node()->spent)
    throw GradError(explain(
        "trace_backward", at,
        y.requires_grad() ? "this graph was used already" : "nothing here requires a gradient",
        {{"y", y.shape()}}, "there is no backward() to print"));
  const auto trace = std::make_shared<Trace>(Trace{out, {}, 0, 0});
  for (const auto& [name, x] : names) trace->names.emplace(x.node().get(), name);
  for (Node* node : nodes_behind(y)) {
    if (!node->rule) continue;
    ++trace->steps;
    node->rule = [trace, node, rule = std::move(node->rule)](Backward& step) {
      std::vector<Buffer> before;
      each_input(*node, [&](const NodePtr& input) { before.push_back(copy_of(*input)); });
      print_head(*trace, *node);
      rule(step);
      size_t k = 0;
      each_input(*node,
                 [&](const NodePtr& input) { print_input(*trace, *node, input, before[k++]); });
    };
  }
}

}  // namespace heed::inline HEED_PRECISION
