// The table of formulas knows every operation of the table of operations.

#include "engine/formulas.hpp"
#include "engine/graph.hpp"
#include "tests/catch.hpp"
#include "tests/engine/op_check.hpp"

using namespace heed;

namespace {

// Of what trace_backward() prints as lines.
size_t longest_part(std::string_view backward) {
  size_t longest = 0, begin = 0;
  for (size_t end = 0; end < backward.size(); begin = end + 2) {
    end = std::min(backward.find("; ", begin), backward.size());
    longest = std::max(longest, end - begin);
  }
  return longest;
}

}  // namespace

TEST_CASE("every operation that takes part in backward has its formula and its arguments' names") {
  for (const OpRow& row : op_rows()) {
    if (!row.differentiable) continue;
    std::vector<Tensor> inputs = draw_inputs(row, 0);
    for (Tensor& x : inputs) x.requires_grad_();
    const Tensor y = row.f(inputs);
    for (const Node* node : nodes_behind(y)) {
      if (!node->rule) continue;
      INFO(row.name << " records " << node->op << ": engine/formulas.cpp lacks it, or an argument");
      const Formula* formula = formula_of(node->op);
      REQUIRE(formula);
      CHECK(!formula->backward.empty());
      CHECK(longest_part(formula->backward) <= 96);
      if (formula->arguments.empty()) continue;  // a list of any length
      CHECK(argument_of(node->op, node->inputs.size()) == std::to_string(node->inputs.size()));
      for (size_t k = 0; k < node->inputs.size(); ++k)
        CHECK(argument_of(node->op, k) != std::to_string(k));
    }
  }
}

TEST_CASE("a formula is found by its operation's name, and no other") {
  CHECK(formula_of("matmul")->backward == "da = dy b^T, db = a^T dy");
  CHECK(formula_of("abs"));
  CHECK(formula_of("where"));
  CHECK(!formula_of("matmu"));
  CHECK(!formula_of(""));
  CHECK(!formula_of("zeta"));
  CHECK(argument_of("linear", 0) == "x");
  CHECK(argument_of("linear", 2) == "bias");
  CHECK(argument_of("linear", 3) == "3");
  CHECK(argument_of("cat", 0) == "0");
  CHECK(argument_of("my_op", 1) == "1");
  CHECK(cost_of("reshape") == Cost::shares);
  CHECK(cost_of("slice") == Cost::moves);
  CHECK(cost_of("my_op") == Cost::each_number);
}
