// The graph: what it adds up, when it may be used, and what it says otherwise.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

Tensor leaf(double number) { return Tensor(number).requires_grad_(); }
Tensor leaf(const std::vector<real>& values) {
  return Tensor({int64_t(values.size())}, values).requires_grad_();
}
std::vector<real> numbers(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }
using Numbers = std::vector<real>;

// Asserts, when it goes, that nothing lives that did not before.
struct NothingLeaks {
  int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  ~NothingLeaks() {
    CHECK(Node::live() == nodes);
    CHECK(pool_stats().live_buffers == buffers);
  }
};

}  // namespace

TEST_CASE("a reused node receives all its gradients before passing them on") {
  const NothingLeaks check;
  Tensor a = leaf(1);
  Tensor b = a + a, c = b + b;
  c.backward();
  CHECK(a.grad().item() == 4);
}

TEST_CASE("gradients of several results add up in a leaf until it is told to forget them") {
  Tensor x = leaf(3);
  (x * x).backward();
  CHECK(x.grad().item() == 6);
  (x * 2.0).backward();
  CHECK(x.grad().item() == 8);
  x.zero_grad();
  CHECK(!x.grad().defined());
  (x * 2.0).backward();
  CHECK(x.grad().item() == 2);
}

TEST_CASE("a second backward through the same graph is an error that says so") {
  Tensor x = leaf(3);
  Tensor y = x * x;
  y.backward();
  CHECK_THROWS_AS(y.backward(), GradError);
  CHECK_THROWS_WITH(y.backward(),
                    ContainsSubstring("this graph was used already") &&
                        ContainsSubstring("reached [mul] made at tests/engine/test_graph.cpp:") &&
                        ContainsSubstring("compute the result again"));
  CHECK(x.grad().item() == 6);  // untouched by those who failed
}

TEST_CASE("reaching a spent node from another result is an error, and adds nothing") {
  Tensor x = leaf(3), w = leaf(1);
  const Tensor trunk = exp(x);
  Tensor first = trunk * 2.0, second = trunk * w;
  first.backward();
  const real before = x.grad().item();
  CHECK_THROWS_WITH(second.backward(), ContainsSubstring("reached [exp]"));
  CHECK(x.grad().item() == before);
  CHECK(!w.grad().defined());
}

TEST_CASE("backward from a leaf gives it its own gradient") {
  Tensor x = leaf(3);
  x.backward();
  CHECK(x.grad().item() == 1);
}

TEST_CASE("a branch that leads to no result gets no gradient") {
  Tensor x = leaf(3), y = leaf(4);
  const Tensor unused = y * 2.0;
  (x * 2.0).backward();
  CHECK(!y.grad().defined());
}

TEST_CASE("under NoGrad nothing is recorded, and recording starts again after it") {
  Tensor x = leaf(3);
  {
    const NoGrad no_grad;
    CHECK(!grad_enabled());
    const Tensor y = x * x;
    CHECK(!y.requires_grad());
    CHECK_THROWS_WITH(y.backward(), ContainsSubstring("nothing here requires a gradient"));
    { const NoGrad nested; }
    CHECK(!grad_enabled());
  }
  CHECK(grad_enabled());
  CHECK((x * x).requires_grad());
}

TEST_CASE("detach cuts the graph and shares the numbers; clone copies them") {
  Tensor x = leaf(3);
  const Tensor y = x * x, cut = y.detach(), copy = y.clone();
  CHECK(!cut.requires_grad());
  CHECK(cut.data() == y.data());
  CHECK(copy.data() != y.data());
  CHECK(copy.item() == 9);
  (cut * x).backward();
  CHECK(x.grad().item() == 9);  // as if y were a constant
}

TEST_CASE("an undefined tensor says what it is, and which operation met it") {
  Tensor nothing;
  CHECK(!nothing.defined());
  CHECK_THROWS_AS(nothing.shape(), ValueError);
  CHECK_THROWS_AS(nothing.item(), ValueError);
  CHECK_THROWS_AS(nothing.mutable_data(), ValueError);
  CHECK_THROWS_AS(nothing.requires_grad_(), ValueError);
  CHECK_THROWS_AS(nothing.grad(), ValueError);
  CHECK_THROWS_AS(nothing.clone(), ValueError);
  CHECK_THROWS_AS(nothing.detach(), ValueError);
  CHECK_THROWS_AS(nothing.register_hook({}), ValueError);
  CHECK_THROWS_AS(nothing.backward(), GradError);
  CHECK_THROWS_WITH(nothing + leaf(1), ContainsSubstring("test_graph.cpp:") &&
                                           ContainsSubstring("[add] a tensor refers to nothing"));
  CHECK_THROWS_WITH(nothing.shape(), ContainsSubstring("[Tensor] a tensor refers to nothing"));
}

TEST_CASE("backward starts from one number, or from a gradient of the result's shape") {
  Tensor x = leaf({1, 2, 3});
  Tensor y = x * x;
  CHECK_THROWS_WITH(y.backward(), ContainsSubstring("[backward] starts from one number") &&
                                      ContainsSubstring("(3)"));
  CHECK_THROWS_WITH(y.backward(ones({2})), ContainsSubstring("another shape"));
  CHECK_THROWS_AS(y.backward(Tensor()), ValueError);
  y.backward(Tensor({3}, {1, 10, 100}));  // those who failed have used nothing up
  CHECK(numbers(x.grad()) == Numbers{2, 40, 600});
}

TEST_CASE("backward starts from a matrix of one number") {
  Tensor x = Tensor({1, 1}, {3}).requires_grad_();
  (x * x).backward();
  CHECK(x.grad().shape() == Shape{1, 1});
  CHECK(x.grad().item() == 6);
}

TEST_CASE("only a leaf can be marked") {
  Tensor x = leaf(1);
  Tensor y = x * 2.0;
  CHECK_THROWS_WITH(y.requires_grad_(),
                    ContainsSubstring("only a leaf") && ContainsSubstring("[mul]"));
  y.backward();
  CHECK_THROWS_AS(y.requires_grad_(), GradError);
  CHECK_NOTHROW(y.detach().requires_grad_());
}

TEST_CASE("anomaly detection names the first operation that makes NaN or infinity") {
  const Tensor x = leaf({-1, 4}), zero = leaf({0, 1});
  CHECK_NOTHROW(sqrt(x));  // unasked, nothing is checked
  const DetectAnomaly detect;
  CHECK_NOTHROW(x * zero);
  CHECK_THROWS_AS(sqrt(x), NumericalError);
  CHECK_THROWS_WITH(sqrt(x), ContainsSubstring("test_graph.cpp:") &&
                                 ContainsSubstring("[sqrt] NaN or infinity came out of finite"));
  CHECK_THROWS_WITH(x / zero, ContainsSubstring("[div] NaN or infinity came out"));
  const Tensor spoilt({2}, {real(NAN), 1});
  CHECK_THROWS_WITH(spoilt + x, ContainsSubstring("[add] NaN came in"));
}

TEST_CASE("the walk frees the graph behind it, also where the result is kept") {
  Tensor x = leaf(1);
  const int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  const Tensor y = exp(exp(exp(x)));
  y.backward();
  CHECK(Node::live() == nodes + 1);                     // y
  CHECK(pool_stats().live_buffers == buffers + 1 + 1);  // its number, and the gradient of x
}

TEST_CASE("a graph that is never differentiated leaks nothing") {
  const NothingLeaks check;
  Tensor x = leaf({1, 2, 3});
  Tensor y = exp(x) * x + tanh(x);
  const Tensor kept = y.detach();
  y = Tensor();
  x = Tensor();
}
