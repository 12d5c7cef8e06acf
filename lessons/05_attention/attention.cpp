// The loops of attention. They are made of the engine's operations, so backward() walks through
// them.
#include "lessons/05_attention/attention.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/slice.hpp"

namespace lesson {

using namespace heed;

namespace {

std::vector<Tensor> scores_of(const Tensor& query, const Tensor& keys,
                              const Similarity& similarity) {
  std::vector<Tensor> scores;
  for (int64_t i = 0; i < keys.size(0); ++i)
    scores.push_back(similarity(query, select(keys, 0, i)));
  return scores;
}

// Which score is the largest; the first, if several are.
size_t best_of(const std::vector<Tensor>& scores) {
  const auto less = [](const Tensor& a, const Tensor& b) { return a.item() < b.item(); };
  return size_t(std::max_element(scores.begin(), scores.end(), less) - scores.begin());
}

}  // namespace

Tensor dot(const Tensor& query, const Tensor& key) { return sum(query * key); }

Tensor scaled_dot(const Tensor& query, const Tensor& key) {
  return dot(query, key) / std::sqrt(double(query.numel()));
}

Tensor Additive::operator()(const Tensor& query, const Tensor& key) const {
  return dot(v, tanh(matmul(query_weight, query) + matmul(key_weight, key) + bias));
}

Answer soft_attention(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const Similarity& similarity) {
  const std::vector<Tensor> scores = scores_of(query, keys, similarity);

  // Softmax. Less the largest score, no power is too large for a number; the weights stay the same.
  const double largest = double(scores[best_of(scores)].item());
  std::vector<Tensor> powers;
  Tensor total(0.0);
  for (const Tensor& score : scores) {
    powers.push_back(exp(score - largest));
    total = total + powers.back();
  }

  std::vector<Tensor> weights;
  Tensor answer = zeros({values.size(1)});
  for (int64_t i = 0; i < values.size(0); ++i) {
    weights.push_back(powers[size_t(i)] / total);
    answer = answer + weights.back() * select(values, 0, i);
  }
  return {answer, stack(weights)};
}

Answer hard_attention(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const Similarity& similarity) {
  const size_t best = best_of(scores_of(query, keys, similarity));
  Tensor weights = zeros({keys.size(0)});
  weights.mutable_data()[best] = 1;
  return {select(values, 0, int64_t(best)), weights};
}

std::vector<double> caveman_attention(double query, const std::vector<double>& keys,
                                      const std::vector<double>& values) {
  std::vector<double> scaled;
  for (size_t i = 0; i < keys.size(); ++i) scaled.push_back((keys[i] == query ? 1 : 0) * values[i]);
  return scaled;
}

}  // namespace lesson
