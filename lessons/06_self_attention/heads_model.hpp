// Two ways to make heads: split the token and project each part, or project the token and split.
#pragma once

#include "layers/attention.hpp"
#include "lessons/06_self_attention/pointers.hpp"

namespace lesson06 {

using namespace heed;

// What both share: (B, N, 20) -> a score for each kind of cargo, (B, N, 4).
struct TwoHeads : Module {
  Linear cargo;
  explicit TwoHeads(Random& random) : cargo(kWidth, kCargo, true, random) {}
  // Output (B, N, 20), weights (B, 2, N, N).
  virtual AttentionResult attend(const Tensor& x) = 0;
  Tensor operator()(const Tensor& x) { return cargo(attend(x).output); }
};

// Head h projects half h of every token, 10 numbers to 10.
struct SplitBefore : TwoHeads {
  Linear query0, key0, value0, query1, key1, value1, out_proj;
  explicit SplitBefore(Random& random);
  AttentionResult attend(const Tensor& x) override;
  void visit(const Visitor& show) override;
  Tensor query_weight();  // of both heads, as one matrix (20, 20): zeros outside its two blocks
  // The same as a MultiheadAttention: its three matrices have two blocks each.
  void copy_to(MultiheadAttention& other);
};

// Head h takes half h of what comes out of one projection of the whole token, 20 numbers to 20.
struct SplitAfter : TwoHeads {
  MultiheadAttention attention;
  explicit SplitAfter(Random& random)
      : TwoHeads(random), attention(kWidth, kHeads, {.bias = false}, random) {}
  AttentionResult attend(const Tensor& x) override { return attention.with_weights(x, x, x); }
  void visit(const Visitor& show) override;
};

}  // namespace lesson06
