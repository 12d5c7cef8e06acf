// feed_forward beyond its rows in the table: several threads, many blocks, one tensor in all
// places.

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/feed_forward.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"
#include "tests/layers/layer_check.hpp"

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

TEST_CASE("feed_forward takes one tensor in all places, with any number of threads") {
  Random random(2);
  const Tensor square = randn({130, 130}, random) * real(0.1), row = randn({130}, random);
  compare({square, square, row, square, row});
}
