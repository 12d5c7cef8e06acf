// One attention by loops.
#include "lessons/12_transformer/attention_steps.hpp"

#include <cmath>
#include <limits>

#include "engine/ops.hpp"
#include "engine/random.hpp"

namespace lesson12 {

namespace {

// From -2 to 2 in steps of a half: easy to check with pen and paper.
Tensor halves(Random& random) {
  Tensor x = empty({kTokens, kNumbers});
  for (int64_t i = 0; i < x.numel(); ++i)
    x.mutable_data()[i] = real(double(random.integer(9) - 4) / 2);
  return x;
}

// scores[i, j] = q_i · k_j
Tensor products(const Tensor& q, const Tensor& k) {
  Tensor scores = zeros({kTokens, kTokens});
  for (int64_t i = 0; i < kTokens; ++i)
    for (int64_t j = 0; j < kTokens; ++j)
      for (int64_t n = 0; n < kNumbers; ++n)
        scores.mutable_data()[i * kTokens + j] += q.at({i, n}) * k.at({j, n});
  return scores;
}

// What comes later than i gets -infinity, whose exponential is 0.
Tensor without_later(const Tensor& scaled) {
  Tensor masked = scaled.clone();
  for (int64_t i = 0; i < kTokens; ++i)
    for (int64_t j = i + 1; j < kTokens; ++j)
      masked.mutable_data()[i * kTokens + j] = -std::numeric_limits<real>::infinity();
  return masked;
}

Tensor softmax_of_rows(const Tensor& masked) {
  Tensor weights = empty(masked.shape());
  for (int64_t i = 0; i < kTokens; ++i) {
    double sum = 0;
    for (int64_t j = 0; j < kTokens; ++j) sum += std::exp(double(masked.at({i, j})));
    for (int64_t j = 0; j < kTokens; ++j)
      weights.mutable_data()[i * kTokens + j] = real(std::exp(double(masked.at({i, j}))) / sum);
  }
  return weights;
}

// result_i = sum_j weights[i, j] v_j
Tensor mixed(const Tensor& weights, const Tensor& v) {
  Tensor result = zeros({kTokens, kNumbers});
  for (int64_t i = 0; i < kTokens; ++i)
    for (int64_t j = 0; j < kTokens; ++j)
      for (int64_t n = 0; n < kNumbers; ++n)
        result.mutable_data()[i * kNumbers + n] += weights.at({i, j}) * v.at({j, n});
  return result;
}

}  // namespace

AttentionSteps compute_steps() {
  Random random(12, 1);  // the same for every seed: the page speaks of them
  AttentionSteps b;
  b.q = halves(random), b.k = halves(random), b.v = halves(random);
  b.scores = products(b.q, b.k);
  b.scaled = b.scores / std::sqrt(double(kNumbers));
  b.masked = without_later(b.scaled);
  b.weights = softmax_of_rows(b.masked);
  b.result = mixed(b.weights, b.v);
  const Tensor fused = scaled_dot_product_attention(b.q, b.k, b.v, {.causal = true});
  b.difference = double(max(abs(b.result - fused)).item());
  return b;
}

}  // namespace lesson12
