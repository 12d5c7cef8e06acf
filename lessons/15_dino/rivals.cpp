#include "lessons/15_dino/rivals.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/ops.hpp"
#include "lessons/15_dino/maps.hpp"

namespace lesson15 {

namespace {

constexpr int kLevels = 64;

}  // namespace

Tensor otsu(const Tensor& image) {
  const Tensor gray = mean(image, 0);  // (H, W)
  std::array<double, kLevels> counts{};
  const auto level = [&](int64_t i) {
    return std::clamp(int(gray.data()[i] * kLevels), 0, kLevels - 1);
  };
  double sum_of_all = 0;
  for (int64_t i = 0; i < gray.numel(); ++i) counts[size_t(level(i))] += 1, sum_of_all += level(i);
  const double all = double(gray.numel());
  double below = 0, sum_below = 0, most = -1;
  int threshold = 0;
  for (int t = 0; t + 1 < kLevels; ++t) {
    below += counts[size_t(t)], sum_below += t * counts[size_t(t)];
    if (below == 0 || below == all) continue;
    const double apart = sum_below / below - (sum_of_all - sum_below) / (all - below);
    const double between = below * (all - below) * apart * apart;
    if (between > most) most = between, threshold = t;
  }
  Tensor above = empty(gray.shape());
  for (int64_t i = 0; i < gray.numel(); ++i) above.mutable_data()[i] = real(level(i) > threshold);
  return above;
}

double otsu_iou(const std::vector<CamouflagedShape>& scenes) {
  double total = 0;
  for (const CamouflagedShape& scene : scenes) {
    const Tensor above = otsu(scene.image);
    total += std::max(iou(above, scene.mask), iou(1 - above, scene.mask));
  }
  return total / double(scenes.size());
}

Tensor disc(int64_t size, double radius) {
  Tensor mask = empty({size, size});
  real* to = mask.mutable_data();
  const double middle = double(size) / 2;
  for (int64_t y = 0; y < size; ++y)
    for (int64_t x = 0; x < size; ++x)
      *to++ = real(std::hypot(double(x) + 0.5 - middle, double(y) + 0.5 - middle) <= radius);
  return mask;
}

double disc_iou(double radius, const std::vector<CamouflagedShape>& scenes) {
  double total = 0;
  for (const CamouflagedShape& scene : scenes)
    total += iou(disc(scene.image.size(1), radius), scene.mask);
  return total / double(scenes.size());
}

double best_radius(const std::vector<CamouflagedShape>& scenes) {
  double best = 0, most = -1;
  for (double radius = 2; radius <= double(scenes[0].image.size(1)); radius += 1) {
    const double fit = disc_iou(radius, scenes);
    if (fit > most) most = fit, best = radius;
  }
  return best;
}

}  // namespace lesson15
