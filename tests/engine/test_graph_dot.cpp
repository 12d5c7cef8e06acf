// The graph as a picture, in Graphviz's words.

#include "engine/graph.hpp"
#include "engine/ops.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

Tensor leaf(const std::vector<real>& values) {
  return Tensor({int64_t(values.size())}, values).requires_grad_();
}

// Asserts, when it goes, that nothing lives that did not before.
struct NothingLeaks {
  int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  ~NothingLeaks() {
    CHECK(Node::live() == nodes);
    CHECK(pool_stats().live_buffers == buffers);
  }
};

}  // namespace

TEST_CASE(
    "a graph is drawn from the result to its leaves, each told apart, constants only marked") {
  const NothingLeaks check;
  const Tensor w = leaf({1, 2}), x({2}, {3, 4});
  const Tensor y = mean(w * x - w);
  CHECK(graph(y, {.names = {{"w", w}}}) ==
        "digraph {\n"
        "  rankdir=LR;\n"
        "  n0 [shape=box, penwidth=2, label=\"mean\\n()\"];\n"
        "  n1 [shape=box, label=\"sub\\n(2)\"];\n"
        "  n2 [shape=box, label=\"mul\\n(2)\"];\n"
        "  n2_1 [shape=plaintext, fontcolor=gray40, label=\"no gradient\"];\n"
        "  n3 [shape=ellipse, style=filled, fillcolor=lightyellow, label=\"w\\n(2)\"];\n"
        "  n1 -> n0;\n"
        "  n2 -> n1 [label=\"a\"];\n"
        "  n3 -> n1 [label=\"b\"];\n"
        "  n3 -> n2 [label=\"a\"];\n"
        "  n2_1 -> n2 [label=\"b\"];\n"
        "}\n");
  CHECK(graph(y) == graph(y));  // and nothing was changed
}

TEST_CASE("a graph of a tensor that was not computed is one node") {
  CHECK(graph(Tensor(2.0)) ==
        "digraph {\n  rankdir=LR;\n  n0 [shape=ellipse, penwidth=2, label=\"leaf\\n()\"];\n}\n");
  CHECK_THAT(graph(leaf({1})),
             ContainsSubstring("n0 [shape=ellipse, style=filled, fillcolor=lightyellow, "
                               "penwidth=2, label=\"leaf\\n(1)\"]"));
  CHECK_THAT(graph(Tensor(2.0) * 3.0),
             ContainsSubstring("n0 [shape=box, penwidth=2, label=\"mul\\n()\"]"));
}

TEST_CASE("a graph names results by what they are called and what made them") {
  const Tensor w = leaf({1, 2});
  const Tensor square = w * w;
  CHECK_THAT(graph(sum(square), {.names = {{"square", square}}}),
             ContainsSubstring("label=\"square = mul\\n(2)\""));
}

TEST_CASE("a graph's labels are escaped, whatever a name holds") {
  const Tensor w = leaf({1});
  CHECK_THAT(graph(w, {.names = {{"say \"\\n\"\nw", w}}}),
             ContainsSubstring("label=\"say \\\"\\\\n\\\"\\nw\\n(1)\"];\n"));
}

TEST_CASE("a graph beyond its limit shows what is nearest, and how many are left out") {
  Tensor y = Tensor(1.0).requires_grad_();
  for (int i = 0; i < 1233; ++i) y = exp(y);
  y = y * y;
  CHECK(graph(y, {.limit = 2}) ==
        "digraph {\n"
        "  rankdir=LR;\n"
        "  n0 [shape=box, penwidth=2, label=\"mul\\n()\"];\n"
        "  n1 [shape=box, label=\"exp\\n()\"];\n"
        "  more [shape=plaintext, label=\"1,233 more\"];\n"
        "  n1 -> n0 [label=\"a\"];\n"
        "  n1 -> n0 [label=\"b\"];\n"
        "  more -> n1;\n"
        "}\n");
  CHECK_THAT(graph(y), ContainsSubstring("\"735 more\""));  // 500 are drawn
  CHECK_THROWS_WITH(graph(y, {.limit = 0}), ContainsSubstring("test_graph_dot.cpp:") &&
                                                ContainsSubstring("[graph] the limit is 0"));
}

TEST_CASE("a graph that was looked at before backward is drawn after it, with gradients") {
  const NothingLeaks check;
  const Tensor w = leaf({1, 2});
  const Tensor y = sum(w * 3.0);
  const Graph drawn(y, {.names = {{"w", w}}, .retain_grad = true});
  y.backward();
  const std::string text = drawn.dot([](const Node& node) {
    return node.gradient ? "gradient " + std::to_string(int(node.gradient.data()[0])) : "";
  });
  CHECK_THAT(text, ContainsSubstring("label=\"sum\\n()\\ngradient 1\"") &&
                       ContainsSubstring("label=\"mul\\n(2)\\ngradient 1\"") &&
                       ContainsSubstring("label=\"w\\n(2)\\ngradient 3\"") &&
                       ContainsSubstring("n2 -> n1 ["));
  CHECK(graph(y) ==
        "digraph {\n  rankdir=LR;\n"
        "  n0 [shape=box, penwidth=2, label=\"sum\\n()\\nits graph was used\"];\n}\n");
}

TEST_CASE("an input that was left out is marked like a constant, by its argument's name") {
  const Tensor weight = rand({3, 2}).requires_grad_();
  CHECK_THAT(graph(linear(ones({4, 2}), weight)),
             ContainsSubstring("n0_0 -> n0 [label=\"x\"]") &&
                 ContainsSubstring("n1 -> n0 [label=\"weight\"]") &&
                 ContainsSubstring("n0_2 -> n0 [label=\"bias\"]"));
  CHECK_THAT(graph(cat({weight, weight})), ContainsSubstring("n1 -> n0 [label=\"0\"]") &&
                                               ContainsSubstring("n1 -> n0 [label=\"1\"]"));
}

TEST_CASE("a graph of nothing is an error") { CHECK_THROWS_AS(graph(Tensor()), ValueError); }
