// SelfAttention2d: every place of a picture looks at every other (Zhang et al. 2019, SAGAN).
#pragma once

#include "layers/conv.hpp"

namespace heed::inline HEED_PRECISION {

// y = gamma V A^T + x over the N = H W places, A = softmax(Q^T K): 1x1 convolutions make queries
// and keys of C/8 channels and values of C. The scores are not scaled by 1/sqrt(C/8). gamma starts
// at 0, so the layer starts as the identity, and at first only gamma itself has a gradient.
struct SelfAttention2d : Module {
  Tensor gamma;  // (1), 0
  Conv2d query_conv, key_conv, value_conv;

  // ValueError for fewer than 8 channels.
  explicit SelfAttention2d(int64_t channels, Random& random = default_random(),
                           Place at = Place::here());

  // What it gives, and what it looked at.
  struct Result {
    Tensor output;     // (B, C, H, W)
    Tensor attention;  // (B, N, N): row n is what place n looks at; place n is (n / W, n % W)
  };
  Result operator()(const Tensor& x, Place at = Place::here());  // x (B, C, H, W)
  // The output alone. Nobody asks for the attention, so the fused operation computes it piece by
  // piece: memory grows with N, not with N^2.
  Tensor output(const Tensor& x, Place at = Place::here());
  void visit(const Visitor& show) override;
};

}  // namespace heed::inline HEED_PRECISION
