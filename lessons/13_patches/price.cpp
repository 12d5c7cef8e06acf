// What a layer costs on a grid of tokens.
#include "lessons/13_patches/price.hpp"

#include <algorithm>
#include <chrono>

#include "engine/ops.hpp"
#include "layers/attention.hpp"
#include "layers/models/vit_block.hpp"
#include "layers/summary.hpp"

namespace lesson13 {

using namespace heed;

namespace {

constexpr int64_t kD = kTokenWidth;

// One forward pass, measured by the engine: what it computes, keeps, and how long it takes.
Price measure(Layer& layer, const Shape& shape) {
  const Tensor x = zeros(shape);
  const Summary all = summary(layer, shape);
  const NoGrad no_grad;
  const auto begin = std::chrono::steady_clock::now();
  layer(x);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
  return {all.parameters(), all.flops(), all.kept_bytes(), time.count()};
}

}  // namespace

int64_t attention_flops(int64_t tokens) { return 8 * tokens * kD * kD + 4 * tokens * tokens * kD; }
int64_t attention_parameters() { return 4 * kD * kD + 4 * kD; }
int64_t convolution_flops(int64_t tokens) { return 18 * tokens * kD * kD; }
int64_t convolution_parameters() { return 9 * kD * kD + kD; }
int64_t weights_bytes(int64_t tokens) {
  return kPriceHeads * tokens * tokens * int64_t(sizeof(float));
}

Price measure_attention(const Grid& grid) {
  Random random(0);
  vit::Attention layer(kD, kPriceHeads, true, 0, random, Place::here());
  return measure(layer, {1, grid.patches(), kD});
}

Price measure_convolution(const Grid& grid) {
  Random random(0);
  Conv2d layer(kD, kD, 3, {.padding = 1}, true, random);
  return measure(layer, {1, kD, grid.rows, grid.columns});
}

int64_t kept_with_weights(const Grid& grid) {
  Random random(0);
  MultiheadAttention layer(kD, kPriceHeads, {}, random);
  const Tensor x = zeros({1, grid.patches(), kD});
  return summary(layer, [&] { return layer.with_weights(x, x, x).output; }).kept_bytes();
}

int64_t layers_to_see_all(const Grid& grid) { return std::max(grid.rows, grid.columns) - 1; }

}  // namespace lesson13
