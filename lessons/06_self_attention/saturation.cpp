// How softmax saturates in the mini-example.
#include "lessons/06_self_attention/saturation.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops.hpp"
#include "layers/attention.hpp"

namespace lesson06 {

using namespace heed;

namespace {

constexpr int64_t kDraws = 1000;
constexpr uint64_t kDrawn = 63;

double median(const Tensor& x) {
  std::vector<real> values(x.data(), x.data() + x.numel());
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return double(*middle);
}

// x (2, 5), wq and wk (draws, 5, 2).
Saturation measure(const std::string& name, const Tensor& x, const Tensor& wq, const Tensor& wk) {
  const Tensor tokens = expand(unsqueeze(x, 0), {wq.size(0), 2, 5});
  const Tensor scores =
      matmul(matmul(tokens, wq), matmul(tokens, wk), {.b = true}) / std::sqrt(2.0);
  const Tensor apart = abs(select(scores, 2, 0) - select(scores, 2, 1));
  return {name, median(apart), median(max(softmax(scores, -1), -1))};
}

}  // namespace

Tensor mini_tokens() { return Tensor({2, 5}, {1, 2, 3, 7, 8, 4, 5, 6, 9, 10}); }

std::vector<Saturation> measure_saturation(uint64_t seed) {
  Random random(seed, kDrawn);
  const Tensor x = mini_tokens();
  const Shape shape{kDraws, 5, 2};
  const Tensor positive_q = rand(shape, 0, 1, random), positive_k = rand(shape, 0, 1, random);
  const Tensor wq = randn(shape, random) / std::sqrt(5.0),
               wk = randn(shape, random) / std::sqrt(5.0);
  return {measure("0 … 1, as in the tutorial", x, positive_q, positive_k),
          measure("around 0, variance 1/5", x, wq, wk),
          measure("the same, tokens through a layer norm", layer_norm(x, {}, {}), wq, wk)};
}

std::string refusal_of_heads() {
  try {
    MultiheadAttention(5, 2);
  } catch (const ValueError& error) {
    return error.what();
  }
  return "";
}

}  // namespace lesson06
