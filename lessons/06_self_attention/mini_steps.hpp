// The steps of the mini-example, each in xtensor and in the engine.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson06 {

// One step, in both languages.
struct MiniStep {
  std::string name, xtensor, engine, numbers;  // the two codes, and what they give
  double difference;                           // of the two results
};

// Queries, keys, values, scores, weights, output: x (2, 5), the weights (5, 2).
std::vector<MiniStep> mini_steps(const heed::Tensor& x, const heed::Tensor& wq,
                                 const heed::Tensor& wk, const heed::Tensor& wv);

}  // namespace lesson06
