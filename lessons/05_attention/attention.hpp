// Attention written out: a loop over keys, and the similarities that it may compare them by.
#pragma once

#include <functional>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson {

using heed::Tensor;

// How alike two vectors (d) are: one number, the score.
using Similarity = std::function<Tensor(const Tensor& query, const Tensor& key)>;

Tensor dot(const Tensor& query, const Tensor& key);         // q·k (Luong et al. 2015)
Tensor scaled_dot(const Tensor& query, const Tensor& key);  // q·k / √d (Vaswani et al. 2017)

// v·tanh(W_q q + W_k k + b) (Bahdanau et al. 2015, who write no b).
struct Additive {
  Tensor query_weight, key_weight;  // (h, d)
  Tensor bias, v;                   // (h)
  Tensor operator()(const Tensor& query, const Tensor& key) const;
};

struct Answer {
  Tensor value;    // (e)
  Tensor weights;  // (n), their sum is 1
};

// query (d), keys (n, d), values (n, e). Soft: all values, each by its weight. Hard: one of them.
Answer soft_attention(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const Similarity& similarity);
Answer hard_attention(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const Similarity& similarity);

// Every value times 1 where its key equals the query, times 0 elsewhere.
std::vector<double> caveman_attention(double query, const std::vector<double>& keys,
                                      const std::vector<double>& values);

}  // namespace lesson
