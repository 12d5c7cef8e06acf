// Painter: a small CNN that colours grey shapes, with three ways for a place to hear of others.
#pragma once

#include <memory>

#include "layers/self_attention_2d.hpp"
#include "layers/sequential.hpp"

namespace lesson08 {

using namespace heed;

// All three are y = x + A V over the N places of a picture, V = W x. They differ in A, (N, N).
enum class Gaze {
  itself,      // A = 1: a 1x1 convolution
  everywhere,  // A_nm = 1/N: the mean of the whole picture
  chosen,      // A = softmax(Q^T K), and gamma before it: SelfAttention2d
};

struct Painter : Module {
  static constexpr int64_t kChannels = 32;
  static constexpr int64_t kReach = 4;  // pixels to each side that four 3x3 convolutions see

  Sequential eye;                              // (B, 3, H, W) -> (B, C, H, W)
  std::unique_ptr<Conv2d> value_conv;          // unless the gaze is chosen
  std::unique_ptr<SelfAttention2d> attention;  // if it is
  Sequential hand;                             // (B, C, H, W) -> (B, K, H, W)

  Painter(Gaze gaze, int64_t colours, Random& random);

  struct Result {
    Tensor scores;     // (B, K, H, W), of each colour at each pixel
    Tensor attention;  // (B, N, N) if the gaze is chosen, else undefined
  };
  Result operator()(const Tensor& images, Place at = Place::here());  // (B, 3, H, W), 0 … 1
  void visit(const Visitor& show) override;

 private:
  Gaze gaze_;
};

}  // namespace lesson08
