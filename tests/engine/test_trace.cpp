// backward(), printed step by step.

#include <sstream>

#include "engine/ops.hpp"
#include "engine/trace.hpp"
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

std::string here(int line) { return "tests/engine/test_trace.cpp:" + std::to_string(line); }

}  // namespace

TEST_CASE("a traced backward prints each step: operation, place, formula, and norms") {
  const NothingLeaks check;
  const Tensor w = leaf({1, 2}), x({2}, {3, 4});
  const int line = __LINE__ + 1;
  const Tensor y = sum(exp(w) * x);
  std::ostringstream out;
  trace_backward(y, out, {{"w", w}, {"loss", y}});
  CHECK(out.str().empty());
  y.backward();
  CHECK(out.str() == "step 1 of 3: sum, " + here(line) +
                         "\n"
                         "  dx = dy, the same for every number\n"
                         "  dy of loss (): norm 1\n"
                         "  dx (2): norm 1.414\n"
                         "step 2 of 3: mul, " +
                         here(line) +
                         "\n"
                         "  da = dy b, db = dy a\n"
                         "  dy (2): norm 1.414\n"
                         "  da (2): norm 5\n"
                         "step 3 of 3: exp, " +
                         here(line) +
                         "\n"
                         "  dx = dy y\n"
                         "  dy (2): norm 5\n"
                         "  dx to w (2): norm 30.66\n");
}

TEST_CASE("a traced backward tells a share from the sum, and an input that came twice") {
  const Tensor w = leaf({3, 4});
  const int line = __LINE__ + 1;
  const Tensor y = w * w + w;
  std::ostringstream out;
  trace_backward(y, out);
  y.backward(ones({2}));
  CHECK(out.str() == "step 1 of 2: add, " + here(line) +
                         "\n"
                         "  da = dy, db = dy\n"
                         "  dy (2): norm 1.414\n"
                         "  da (2): norm 1.414\n"
                         "  db (2): norm 1.414\n"
                         "step 2 of 2: mul, " +
                         here(line) +
                         "\n"
                         "  da = dy b, db = dy a\n"
                         "  dy (2): norm 1.414\n"
                         "  da, db (2): norm 10, with what was there 11.4\n");
}

TEST_CASE("a traced backward gives the gradients of one that is not") {
  const Tensor a = rand({5, 3}).requires_grad_(), b = rand({3, 4}).requires_grad_();
  const auto loss = [&] { return mean(softmax(matmul(a, b), -1) * matmul(a, b)); };
  loss().backward();
  const Tensor da = a.grad().clone(), db = b.grad().clone();
  Tensor(a).zero_grad();
  Tensor(b).zero_grad();
  std::ostringstream out;
  const Tensor y = loss();
  trace_backward(y, out);
  y.backward();
  for (int64_t i = 0; i < a.numel(); ++i) CHECK(a.grad().data()[i] == da.data()[i]);
  for (int64_t i = 0; i < b.numel(); ++i) CHECK(b.grad().data()[i] == db.data()[i]);
  CHECK_THAT(out.str(), ContainsSubstring("step 5 of 5: matmul"));
}

TEST_CASE("a traced backward prints a formula of several parts line by line") {
  const Tensor x = rand({2, 3}).requires_grad_(), weight = ones({3}).requires_grad_();
  const Tensor y = layer_norm(x, weight);
  std::ostringstream out;
  trace_backward(y, out);
  y.backward(ones({2, 3}));
  CHECK_THAT(out.str(),
             ContainsSubstring(
                 "\n  with dz = dy weight: dx = (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps)\n"
                 "  dweight = sum(dy z)\n"
                 "  dbias = sum(dy)\n"
                 "  dy (2, 3): norm 2.449\n"));
}

TEST_CASE("a trace is of one graph, and ends with it") {
  const NothingLeaks check;
  const Tensor w = leaf({1, 2});
  std::ostringstream out;
  const Tensor y = sum(w * 2.0), other = sum(w * 3.0);
  trace_backward(y, out);
  other.backward();
  CHECK(out.str().empty());
}

TEST_CASE("a trace skips what no gradient reaches, and prints an operation it does not know") {
  const Tensor w = leaf({1, 2});
  const Op op("my_op", Place::here());
  Tensor y = op.record(ones({2}), {exp(w)}, [](Backward&) {});  // puts nothing there
  std::ostringstream out;
  trace_backward(y, out);
  y.backward(ones({2}));
  CHECK_THAT(out.str(), ContainsSubstring("step 1 of 2: my_op, ") &&
                            ContainsSubstring("  d0 (2): nothing\n") && !ContainsSubstring("exp"));
}

TEST_CASE("there is no trace where there is no backward") {
  std::ostringstream out;
  CHECK_THROWS_WITH(trace_backward(ones({2}), out),
                    ContainsSubstring("test_trace.cpp:") &&
                        ContainsSubstring("[trace_backward] nothing here requires a gradient"));
  const Tensor y = sum(leaf({1}));
  y.backward();
  CHECK_THROWS_AS(trace_backward(y, out), GradError);
  CHECK_THROWS_AS(trace_backward(Tensor(), out), ValueError);
}
