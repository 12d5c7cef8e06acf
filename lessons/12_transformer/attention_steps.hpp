// One attention by loops, step by step, on a few small numbers.
#pragma once

#include "engine/tensor.hpp"

namespace lesson12 {

using namespace heed;

constexpr int64_t kTokens = 4, kNumbers = 4;  // N, d

// Everything that is computed on the way.
struct AttentionSteps {
  Tensor q, k, v;         // (N, d)
  Tensor scores;          // (N, N): q_i · k_j
  Tensor scaled;          // scores / sqrt(d)
  Tensor masked;          // -infinity where j comes later than i
  Tensor weights;         // softmax of each row
  Tensor result;          // (N, d): weights times v
  double difference = 0;  // to the engine's fused operation, the largest
};
AttentionSteps compute_steps();

}  // namespace lesson12
