// Patches as tokens, three ways.
#include "lessons/13_patches/by_hand.hpp"

#include "engine/ops.hpp"
#include "lessons/13_patches/material.hpp"

namespace lesson13 {

using namespace heed;

Tensor cut(const Tensor& picture) {
  const Grid grid = grid_of(picture);
  const int64_t channels = picture.size(0), height = picture.size(1), width = picture.size(2);
  Tensor patches = empty({grid.patches(), channels * kPatch * kPatch});
  real* to = patches.mutable_data();
  for (int64_t row = 0; row < grid.rows; ++row)
    for (int64_t column = 0; column < grid.columns; ++column)
      for (int64_t c = 0; c < channels; ++c)
        for (int64_t y = 0; y < kPatch; ++y)
          for (int64_t x = 0; x < kPatch; ++x)
            *to++ = picture.data()[(c * height + row * kPatch + y) * width + column * kPatch + x];
  return patches;
}

Tensor cut_channels_last(const Tensor& picture) {
  const Tensor patches = cut(picture);
  const int64_t n = patches.size(0), channels = picture.size(0);
  const Tensor apart = reshape(patches, {n, channels, kPatch * kPatch});
  return flatten(transpose(apart, 1, 2), 1);
}

Tensor tokens_by_loop(const Tensor& picture, const Tensor& weight) {
  const Tensor patches = cut(picture);
  const int64_t n = patches.size(0), numbers = patches.size(1), dim = weight.size(0);
  Tensor tokens = empty({n, dim});
  for (int64_t i = 0; i < n; ++i)
    for (int64_t d = 0; d < dim; ++d) {
      double sum = 0;
      for (int64_t k = 0; k < numbers; ++k)
        sum += double(patches.data()[i * numbers + k]) * double(weight.data()[d * numbers + k]);
      tokens.mutable_data()[i * dim + d] = real(sum);
    }
  return tokens;
}

Tensor tokens_by_unfold(const Tensor& picture, const Tensor& weight) {
  const Tensor columns = unfold(picture, kPatch, {.stride = kPatch});  // (C p p, N)
  return matmul(columns, flatten(weight, 1), {.a = true, .b = true});
}

Tensor tokens_by_convolution(const Tensor& picture, const Tensor& weight) {
  const Tensor map = conv2d(unsqueeze(picture, 0), weight, {}, {.stride = kPatch});  // (1, D, ..)
  return transpose(flatten(select(map, 0, 0), 1), 0, 1);
}

}  // namespace lesson13
