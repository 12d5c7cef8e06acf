// Operations that cut their products to fit this processor's caches, where someone else computes.

#include <atomic>
#include <memory>
#include <vector>

#include "engine/gradcheck.hpp"
#include "engine/kernels/gemm.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/feed_forward.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"
#include "tests/difference.hpp"

using namespace heed;
using kernels::Matrix;

namespace {

std::atomic<int> products;  // that went elsewhere

void counted(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  ++products;
  kernels::gemm_naive(m, n, k, a, b, c, stride);
}
void counted_batch(int64_t count, kernels::BatchStep step, int64_t m, int64_t n, int64_t k,
                   Matrix a, Matrix b, Slot c, int64_t stride) {
  for (int64_t i = 0; i < count; ++i)
    counted(m, n, k, {a.data + i * step.a, a.stride, a.transposed},
            {b.data + i * step.b, b.stride, b.transposed}, {c.data + i * step.c, c.add}, stride);
}

// The result of f, and the gradients of its inputs, which are made anew.
std::vector<Tensor> outcome(const Function& f, const std::vector<Shape>& shapes) {
  Random random(1);
  std::vector<Tensor> inputs, results;
  for (const Shape& shape : shapes) inputs.push_back(randn(shape, random).requires_grad_());
  const Tensor y = f(inputs);
  sum(y * randn(y.shape(), random)).backward();
  results.push_back(y.detach());
  for (const Tensor& input : inputs) results.push_back(input.grad());
  return results;
}

// How many products f makes elsewhere; its outcome must be what it is here.
int compare(const Function& f, const std::vector<Shape>& shapes) {
  const std::vector<Tensor> here = outcome(f, shapes);
  products = 0;
  kernels::set_gemm(counted, counted_batch);
  const std::shared_ptr<void> set_back(nullptr, [](void*) { kernels::set_gemm(nullptr); });
  const std::vector<Tensor> elsewhere = outcome(f, shapes);
  for (size_t i = 0; i < here.size(); ++i) {
    INFO("result 0, gradients from 1 on: " << i);
    CHECK(difference(here[i], elsewhere[i]) < (sizeof(real) == sizeof(double) ? 1e-11 : 1e-4));
  }
  return products;
}

}  // namespace

TEST_CASE("linear and feed_forward ask another device for whole products") {
  CHECK(compare([](auto& in) { return linear(in[0], in[1], in[2]); }, {{2000, 7}, {33, 7}, {33}}) ==
        3);
  const auto feeds = [](auto& in) {
    return feed_forward(in[0], in[1], in[2], in[3], in[4], Activation::gelu);
  };
  CHECK(compare(feeds, {{2000, 7}, {33, 7}, {33}, {5, 33}, {5}}) == 6);
}

TEST_CASE("attention asks another device for its products, masked or not") {
  const Mask padding = padding_mask(Indices({2}, {31, 50}), 50);
  for (const bool causal : {false, true})
    for (const bool padded : {false, true}) {
      AttentionOptions options{.causal = causal};
      if (padded) options.key_padding = padding;
      const auto attends = [&](auto& in) { return packed_attention(in[0], 3, options); };
      CHECK(compare(attends, {{2, 50, 3 * 3 * 16}}) == 2 * 3 * (2 + 5));
    }
}
