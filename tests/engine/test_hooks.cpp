// Hooks, which see gradients on their way, and retain_grad, which keeps them.

#include "engine/ops/arithmetic.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

Tensor leaf(double number) { return Tensor(number).requires_grad_(); }
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

TEST_CASE("a hook runs once, with the whole gradient") {
  Tensor x = leaf(2);
  Tensor y = x * x;
  int calls = 0;
  y.register_hook([&](const Tensor& grad) {
    ++calls;
    CHECK(grad.item() == 7);
    return Tensor();
  });
  (y * 3.0 + y * 4.0).backward();
  CHECK(calls == 1);
  CHECK(x.grad().item() == 28);
}

TEST_CASE("a hook may put another gradient in its place, for nodes and for leaves") {
  Tensor x = leaf(2);
  Tensor y = x * x;
  y.register_hook([](const Tensor& grad) { return grad * 10.0; });
  y.register_hook([](const Tensor& grad) { return grad + 1.0; });  // hooks run in their order
  x.register_hook([](const Tensor& grad) { return -grad; });
  y.backward();
  CHECK(x.grad().item() == -44);
}

TEST_CASE("a hook that changes the shape is an error") {
  Tensor x = leaf({1, 2});
  Tensor y = x * 2.0;
  y.register_hook([](const Tensor&) { return zeros({3}); });
  CHECK_THROWS_WITH(y.backward(ones({2})),
                    ContainsSubstring("[register_hook] a hook changed the gradient's shape"));
}

TEST_CASE("an exception in a hook leaks nothing, and leaves no half gradient behind") {
  const NothingLeaks check;
  Tensor x = leaf(2), w = leaf(5);
  Tensor y = x * x;
  Tensor z = y * w;
  y.register_hook([](const Tensor&) -> Tensor { throw std::runtime_error("from a hook"); });
  CHECK_THROWS_WITH(z.backward(), "from a hook");
  CHECK(!x.grad().defined());
  CHECK_THROWS_WITH(y.backward(),
                    ContainsSubstring("used already"));  // not: with what the first left there
}

TEST_CASE("a leaf whose gradient lacks a part when something throws, has none") {
  Tensor x = leaf(2);
  Tensor a = x * 3.0, b = x * 4.0;
  Tensor& fails = GENERATE(0, 1) ? a : b;  // one of them after the other has given its part
  fails.register_hook([](const Tensor&) -> Tensor { throw std::runtime_error("from a hook"); });
  CHECK_THROWS_WITH((a + b).backward(), "from a hook");
  CHECK(!x.grad().defined());
}

TEST_CASE("retain_grad keeps the gradient of a tensor that is no leaf") {
  Tensor x = leaf(2);
  Tensor y = x * x, z = y * 3.0;
  y.retain_grad();
  z.backward();
  CHECK(y.grad().item() == 3);
  CHECK(!z.grad().defined());
}
