// Numbers that change after they were used, and numbers that are shared: never a wrong gradient.

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

}  // namespace

TEST_CASE("a value changed between forward and backward throws, and never gives a wrong gradient") {
  Tensor x = leaf({1, 2, 3});
  SECTION("an input") {
    Tensor y = x * x;
    x.mutable_data()[1] = 7;
    CHECK_THROWS_WITH(y.backward(ones({3})),
                      ContainsSubstring("[mul] a value that backward() needs was changed") &&
                          ContainsSubstring("test_changes.cpp:"));
    CHECK(!x.grad().defined());
  }
  SECTION("a result that the rule saved") {
    Tensor y = exp(x);
    y.mutable_data()[1] = 7;
    CHECK_THROWS_AS(y.backward(ones({3})), GradError);
  }
  SECTION("through another tensor with the same numbers") {
    Tensor y = x * x;
    x.detach().mutable_data()[1] = 7;
    CHECK_THROWS_AS(y.backward(ones({3})), GradError);
  }
  SECTION("even where it is written back") {
    Tensor y = x * x;
    x.mutable_data()[1] = 2;
    CHECK_THROWS_AS(y.backward(ones({3})), GradError);
  }
  SECTION("deep in the graph, after other rules have run") {
    Tensor w = leaf({1, 1, 1});
    Tensor y = (x * x) * w;
    x.mutable_data()[1] = 7;
    CHECK_THROWS_AS(y.backward(ones({3})), GradError);
    CHECK(!x.grad().defined());
  }
}

TEST_CASE("a value that no rule reads may change") {
  Tensor x = leaf({1, 2, 3});
  Tensor y = x + x;
  x.mutable_data()[1] = 7;
  y.backward(ones({3}));
  CHECK(numbers(x.grad()) == Numbers{2, 2, 2});
}

TEST_CASE("a weight may be changed after backward, step after step") {
  Tensor x = leaf(1);
  for (int step = 0; step < 5; ++step) {
    x.zero_grad();
    (x * x).backward();
    x.mutable_data()[0] -= real(0.25) * x.grad().item();
  }
  CHECK(std::abs(x.item() - real(1.0 / 32)) < real(1e-6));
}

TEST_CASE("gradients that share their numbers never alias") {
  Tensor x = leaf({1, 2}), y = leaf({3, 4});
  SECTION("a residual: x + f(x)") {
    (x + exp(x)).backward(Tensor({2}, {1, 1}));
    CHECK(std::abs(x.grad().at({1}) - real(1 + std::exp(2.0))) < real(1e-5));
  }
  SECTION("f(x) + x") {
    (exp(x) + x).backward(Tensor({2}, {1, 1}));
    CHECK(std::abs(x.grad().at({1}) - real(1 + std::exp(2.0))) < real(1e-5));
  }
  SECTION("one gradient for two leaves, one of which gets more") {
    ((x + y) + x).backward(ones({2}));
    CHECK(numbers(x.grad()) == Numbers{2, 2});
    CHECK(numbers(y.grad()) == Numbers{1, 1});
  }
  SECTION("the same tensor passed on twice") {
    Tensor z = x + x;
    z.retain_grad();
    (z + z).backward(ones({2}));
    CHECK(numbers(x.grad()) == Numbers{4, 4});
    CHECK(numbers(z.grad()) == Numbers{2, 2});
  }
  SECTION("a leaf's gradient and the one that backward was given") {
    Tensor g = ones({2});
    (x + y).backward(g);
    g.mutable_data()[0] = 9;
    CHECK(numbers(x.grad()) == Numbers{1, 1});
  }
  SECTION("clipping one of two") {
    (x + y).backward(ones({2}));
    x.mutable_grad().mutable_data()[0] = 9;
    CHECK(numbers(x.grad()) == Numbers{9, 1});
    CHECK(numbers(y.grad()) == Numbers{1, 1});
  }
  SECTION("a second graph adds to a shared gradient") {
    (x + y).backward(ones({2}));
    (x * 3.0).backward(ones({2}));
    CHECK(numbers(x.grad()) == Numbers{4, 4});
    CHECK(numbers(y.grad()) == Numbers{1, 1});
  }
  SECTION("a kept gradient stays when the walk goes on") {
    Tensor z = x + y;
    z.retain_grad();
    (z * 5.0 + z).backward(ones({2}));
    (x * 1.0).backward(ones({2}));
    CHECK(numbers(z.grad()) == Numbers{6, 6});
    CHECK(numbers(x.grad()) == Numbers{7, 7});
    CHECK(numbers(y.grad()) == Numbers{6, 6});
  }
}
