#include "lessons/15_dino/maps.hpp"

#include <cmath>

#include "engine/ops.hpp"

namespace lesson15 {

Tensor cls_maps(const Tensor& attention) {
  return slice(select(attention, 2, 0), 2, 1);  // the row of CLS, without its own column
}

double iou(const Tensor& found, const Mask& truth) {
  int64_t both = 0, either = 0;
  for (int64_t i = 0; i < truth.numel(); ++i) {
    const bool a = found.data()[i] != 0, b = truth[i] != 0;
    both += a && b, either += a || b;
  }
  return either ? double(both) / double(either) : 1;
}

Tensor as_pixels(const Tensor& patches, int64_t size) {
  const int64_t side = std::llround(std::sqrt(double(patches.numel()))), patch = size / side;
  Tensor pixels = empty({size, size});
  real* to = pixels.mutable_data();
  for (int64_t y = 0; y < size; ++y)
    for (int64_t x = 0; x < size; ++x) *to++ = patches.data()[y / patch * side + x / patch];
  return pixels;
}

double mean_iou(const Tensor& patches, const std::vector<CamouflagedShape>& scenes) {
  double total = 0;
  for (size_t i = 0; i < scenes.size(); ++i) {
    const Mask& truth = scenes[i].mask;
    total += iou(as_pixels(select(patches, 0, int64_t(i)), truth.shape()[0]), truth);
  }
  return total / double(scenes.size());
}

Tensor gaze(ViT& model, const std::vector<CamouflagedShape>& scenes) {
  return mean(cls_maps(model.attention(centred(images_of(scenes)))), 1);
}

double best_share(const Tensor& gaze, const std::vector<CamouflagedShape>& scenes) {
  double best = 0, most = -1;
  for (int i = 1; i < 20; ++i) {
    const double share = i / 20.0, fit = mean_iou(attended(gaze, share), scenes);
    if (fit > most) most = fit, best = share;
  }
  return best;
}

}  // namespace lesson15
