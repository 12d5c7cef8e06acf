// Walking backward, one node at a time: on the terminal, and on the page as pictures to be turned.
#include <fmt/format.h>

#include <iostream>

#include "lessons/02_autograd/expression.hpp"
#include "lessons/02_autograd/graph_picture.hpp"
#include "lessons/02_autograd/sections.hpp"
#include "lessons/02_autograd/walk.hpp"
#include "lessons/show/pause.hpp"

namespace lesson {

namespace {

struct Telling {
  std::string title, words;
  GraphState state;
};

GraphState state_of(const Graph& graph, const Gradients& gradients) {
  GraphState state{std::vector<NodeState>(graph.nodes.size()), {}};
  for (size_t i = 0; i < gradients.size(); ++i) state.nodes[i].gradient = gradients[i];
  return state;
}

std::string names_in_order(const Graph& graph) {
  std::string names;
  for (const GraphNode& node : graph.nodes) names += (names.empty() ? "" : ", ") + name_of(node);
  return names;
}

std::string rule_of(const std::string& op) {
  if (op == "mul") return "each factor gets the gradient times the other factor";
  if (op == "add") return "each term gets the gradient as it is";
  return "tanh has the slope 1 minus its own value squared";
}

// "u gets 1 × t = 1 × 0.4621 = 0.4621, part 1 of 2"
std::string told(const Part& part, const GraphNode& input, int number, double sum) {
  std::string words = name_of(input) + " gets ";
  if (part.slope_text == "1")
    words += fmt::format("{:.4g}", part.gradient);
  else
    words += fmt::format("{0:.4g} × {1} = {0:.4g} × {2:.4g} = {3:.4g}", part.gradient,
                         part.slope_text, part.slope, part.amount());
  if (input.uses > 1) words += fmt::format(", part {} of {}", number, input.uses);
  if (number > 1) words += fmt::format(", which makes {:.4g}", sum);
  return words;
}

// One node is asked; `received` counts the parts that each node has got so far.
Telling tell(const Graph& graph, const Visit& visit, std::vector<int>& received) {
  const GraphNode& node = graph.nodes[visit.node];
  Telling telling{fmt::format("{} is asked", name_of(node)), "", state_of(graph, visit.after)};
  const double gradient = visit.before[visit.node].value();
  if (node.inputs.empty())
    telling.words =
        fmt::format("{} is a leaf, it has no rule. Its gradient, {:.4g}, is an answer and stays.",
                    name_of(node), gradient);
  else
    telling.words = fmt::format("{}. Its gradient is complete, {:.4g}. The rule of {}: {}.",
                                node.label, gradient, node.op, rule_of(node.op));
  std::string gets;
  for (const Part& part : parts_of(graph, visit)) {
    gets +=
        (gets.empty() ? " " : "; ") + told(part, graph.nodes[part.input], ++received[part.input],
                                           visit.after[part.input].value());
    telling.state.passing.push_back(
        {visit.node, part.argument, fmt::format("+ {:.4g}", part.amount())});
  }
  telling.words += gets + (gets.empty() ? "" : ".");
  return telling;
}

std::vector<Telling> tell_all(const Walk& walk) {
  const Graph& graph = walk.graph;
  std::vector<int> received(graph.nodes.size(), 0);
  const size_t root = walk.visits.front().node;
  std::vector<Telling> all = {
      {"the graph, before",
       "Forward, from top to bottom: every box is computed from those above it and remembers them. "
       "It holds its value.",
       state_of(graph, {})},
      {"order and seed",
       fmt::format("backward() first writes the nodes down so that operands stand before results: "
                   "{}. It will walk this list from its end. Then the seed: {} gets 1, its "
                   "derivative by itself.",
                   names_in_order(graph), name_of(graph.nodes[root])),
       state_of(graph, walk.visits.front().before)}};
  all.back().state.nodes[root].mark = Mark::now;
  for (size_t k = 0; k < walk.visits.size(); ++k) {
    Telling telling = tell(graph, walk.visits[k], received);
    for (size_t i = 0; i < received.size(); ++i) telling.state.nodes[i].parts = received[i];
    for (size_t j = 0; j < k; ++j) telling.state.nodes[walk.visits[j].node].mark = Mark::done;
    telling.state.nodes[walk.visits[k].node].mark = Mark::now;
    all.push_back(telling);
  }
  return all;
}

void print(const std::vector<Telling>& all, bool stepwise) {
  std::cout << "\n3. Backward, one node at a time\n\n";
  for (size_t i = 0; i < all.size(); ++i) {
    std::cout << fmt::format("step {} of {}: {}\n", i + 1, all.size(), all[i].words);
    if (stepwise && i + 1 < all.size())
      stepwise = show::wait_for_enter("    Enter: the next step; Ctrl-D: all the rest ");
  }
}

void write_walk(show::Page& page, const Graph& graph, const std::vector<Telling>& all) {
  std::vector<show::Step> steps;
  for (const Telling& telling : all)
    steps.push_back(
        {drawn({telling.title, telling.words, "", ""}, graph, telling.state), telling.words});
  page.heading("The walk, one node at a time")
      .text(
          "While $y$ was computed, the engine wrote down which operation made what of what: a "
          "graph. Round boxes are leaves, made of nothing. The left number in a box is its value, "
          "the right one, after ∂, is its gradient: the derivative of $y$ by it, as far as it has "
          "come. Dots after it say that a part is still missing.")
      .text(
          "Turn the steps with the buttons, or choose one of the circles and use the arrow keys. "
          "What you see is no re-enactment: this run hung a hook on every node and wrote down what "
          "the engine did.")
      .steps("backward, one node at a time", steps)
      .text(
          "Two things to see. $u$ is asked after $v$ *and* after $y$, when both of its parts have "
          "come; and a rule looks at nothing but its own gradient and the values beside it. Nobody "
          "ever holds a formula for the whole.");
}

void write_code(show::Page& page) {
  page.text(
          "The engine's code for it is one screen long, `engine/autograd.cpp`, and has the same "
          "three steps:")
      .list(
          {"**Order**, `operands_first`: go into the inputs of a node as long as one is left that "
           "this walk has not seen; a node none of whose inputs is left goes to the end of the "
           "list. So operands stand before results, and each node stands there once.",
           "**Seed**, `Backward::put`: the result gets the gradient 1.",
           "**Walk**, `visit`, from the end of the list: a leaf keeps its gradient; any other node "
           "runs its rule, which *adds* parts to its inputs' gradients, and is then used up: rule, "
           "inputs and gradient are dropped."})
      .text("The README goes through it line by line.");
}

}  // namespace

void walk_backward(show::Run& run, show::Page& page, bool stepwise) {
  const Expression e = evaluate(kPoint);
  const Walk walk = watch(e.y, {{"a", e.a},
                                {"b", e.b},
                                {"c", e.c},
                                {"u = a · b", e.u},
                                {"v = u + c", e.v},
                                {"t = tanh(v)", e.t},
                                {"y = u · t", e.y}});
  const std::vector<Telling> all = tell_all(walk);
  print(all, stepwise);
  write_walk(page, walk.graph, all);
  write_code(page);
  run.figure("nodes", int64_t(walk.graph.nodes.size()), show::Range{7, 7});
  run.figure("told_rules_off_at_most", parts_off(walk), show::Range{2.384e-07, 2.384e-07});
}

}  // namespace lesson
