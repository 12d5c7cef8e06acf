// feed_forward beyond its rows in the table: several threads, many blocks, one tensor in all
// places.

#include "engine/gradcheck.hpp"
#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/feed_forward.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"
#include "tests/difference.hpp"

using namespace heed;

namespace {

constexpr double kTolerance = sizeof(real) == sizeof(double) ? 1e-11 : 2e-4;

Tensor composed(const std::vector<Tensor>& in) {
  return linear(gelu(linear(in[0], in[1], in[2])), in[3], in[4]);
}
Tensor fused(const std::vector<Tensor>& in) {
  return feed_forward(in[0], in[1], in[2], in[3], in[4], Activation::gelu);
}

std::vector<Tensor> gradients(const Function& f, const std::vector<Tensor>& inputs) {
  for (Tensor x : inputs) x.requires_grad_().zero_grad();
  mean(f(inputs)).backward();
  std::vector<Tensor> all;
  for (const Tensor& x : inputs) all.push_back(x.grad());
  return all;
}

void compare(const std::vector<Tensor>& inputs) {
  const int before = num_threads();
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    const std::vector<Tensor> expected = gradients(composed, inputs);
    const std::vector<Tensor> got = gradients(fused, inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      INFO("input " << i << ", " << threads << " threads");
      CHECK(difference(got[i], expected[i]) < kTolerance);
    }
  }
  set_num_threads(before);
}

}  // namespace

TEST_CASE("feed_forward's gradients are those of its parts with any number of threads") {
  Random random(1);
  compare({randn({1500, 20}, random), randn({48, 20}, random), randn({48}, random),
           randn({9, 48}, random), randn({9}, random)});
}

TEST_CASE("feed_forward and linear with weights beyond the cache are the products of matrices") {
  Random random(3);
  const Tensor x = randn({40, 300}, random), w1 = randn({450, 300}, random) * real(0.1);
  const Tensor b1 = randn({450}, random), w2 = randn({7, 450}, random) * real(0.1);
  const auto by_matmul = [](const std::vector<Tensor>& in) {
    const Tensor hidden = gelu(matmul(in[0], in[1], {.b = true}) + in[2]);
    return matmul(hidden, in[3], {.b = true}) + in[4];
  };
  const std::vector<Tensor> inputs{x, w1, b1, w2, randn({7}, random)};
  const std::vector<Tensor> expected = gradients(by_matmul, inputs);
  for (const Function& f : {Function(fused), Function(composed)}) {
    const std::vector<Tensor> got = gradients(f, inputs);
    for (size_t i = 0; i < inputs.size(); ++i) CHECK(difference(got[i], expected[i]) < kTolerance);
  }
}

TEST_CASE("linear takes one tensor as rows and as weight, in any number of blocks and threads") {
  Random random(4);
  const Tensor x = randn({300, 64}, random), copy = x.clone();
  const auto f = [](const std::vector<Tensor>& in) { return linear(in[0], in[1]); };
  const int before = num_threads();
  for (const int threads : {1, 2, 4}) {
    set_num_threads(threads);
    const std::vector<Tensor> apart = gradients(f, {x, copy});
    const Tensor expected = apart[0] + apart[1];
    CHECK(difference(gradients(f, {x, x})[0], expected) < kTolerance);
  }
  set_num_threads(before);
}

TEST_CASE("feed_forward takes one tensor in all places, with any number of threads") {
  Random random(2);
  const Tensor square = randn({130, 130}, random) * real(0.1), row = randn({130}, random);
  compare({square, square, row, square, row});
}
