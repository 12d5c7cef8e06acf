#include "lessons/14_tiny_vit/gaze.hpp"

#include <algorithm>
#include <numeric>

#include "engine/ops.hpp"
#include "lessons/14_tiny_vit/training.hpp"

namespace lesson14 {

Tensor gaze(ViT& vit, const Tensor& images) {
  const Tensor weights = vit.attention(centred(images));  // (B, H, N + 1, N + 1)
  const Tensor cls = select(weights, 2, 0);               // (B, H, N + 1): the row of CLS
  const Tensor patches = slice(cls, 2, 1);                // (B, H, N)
  return patches / sum(patches, 2, true);
}

Tensor digit_patches(const Clutter& pictures, const ClutterOptions& options, int64_t patch) {
  const int64_t side = options.size / patch, count = pictures.images.size(0);
  Tensor result = zeros({count, side * side});
  real* out = result.mutable_data();
  for (int64_t b = 0; b < count; ++b) {
    const int64_t top = pictures.top[size_t(b)], left = pictures.left[size_t(b)];
    for (int64_t y = top / patch; y <= (top + options.digit - 1) / patch; ++y)
      for (int64_t x = left / patch; x <= (left + options.digit - 1) / patch; ++x)
        out[b * side * side + y * side + x] = 1;
  }
  return result;
}

Tensor mass_on_digit(const Tensor& gaze, const Tensor& on_digit) {
  return mean(sum(gaze * unsqueeze(on_digit, 1), 2), 0);  // (B, H, N) (B, 1, N) -> (H)
}

Tensor without_patches(const Tensor& images, const Tensor& scores, int64_t count, int64_t patch,
                       double ink) {
  const int64_t size = images.size(2), side = size / patch, patches = side * side;
  Tensor result = images.clone();
  real* out = result.mutable_data();
  std::vector<int64_t> order(static_cast<size_t>(patches));
  for (int64_t b = 0; b < images.size(0); ++b) {
    const real* score = scores.data() + b * patches;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [score](int64_t i, int64_t j) { return score[i] > score[j]; });
    for (int64_t k = 0; k < count; ++k) {
      const int64_t top = order[size_t(k)] / side * patch, left = order[size_t(k)] % side * patch;
      for (int64_t y = top; y < top + patch; ++y)
        std::fill_n(out + (b * size + y) * size + left, patch, real(ink));
    }
  }
  return result;
}

}  // namespace lesson14
