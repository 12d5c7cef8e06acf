#include "lessons/14_tiny_vit/gaze_picture.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops.hpp"
#include "lessons/14_tiny_vit/training.hpp"

namespace lesson14 {

namespace {

// White to orange. The root lets weak attention be seen beside strong.
show::Rgb glow(double share) {
  const double t = std::sqrt(std::clamp(share, 0.0, 1.0));
  const auto mix = [t](double white, double orange) {
    return uint8_t(white + t * (orange - white));
  };
  return {mix(255, 213), mix(255, 94), mix(255, 0)};
}

}  // namespace

show::Picture heads_picture(const Clutter& pictures, const ClutterOptions& options,
                            const Tensor& gaze, int64_t example) {
  constexpr int kZoom = 4;
  const int64_t side = std::llround(std::sqrt(double(gaze.size(2))));
  const Tensor here = select(gaze, 0, example);  // (H, N)
  const show::Picture plain =
      show::Picture::gray(1 - select(pictures.images, 0, example)).enlarged(kZoom);
  const int top = int(pictures.top[size_t(example)]), left = int(pictures.left[size_t(example)]);
  const int digit = int(options.digit);
  show::Picture framed = plain;
  framed.box(left * kZoom, top * kZoom, (left + digit) * kZoom, (top + digit) * kZoom,
             show::palette(0));
  const auto over = [&](const Tensor& weights) {
    return plain.under(reshape(weights, {side, side}), 0.7, glow);
  };
  std::vector<show::Picture> row{framed, over(mean(here, 0))};
  for (int64_t h = 0; h < here.size(0); ++h) row.push_back(over(select(here, 0, h)));
  return show::grid(row, int(row.size()), 6, {255, 255, 255});
}

show::Explorer explorer(ViT& vit, const Clutter& pictures, int64_t example) {
  const Tensor image = slice(pictures.images, 0, example, example + 1);  // (1, 1, H, W)
  const int side = int(vit.options().image / vit.options().patch);
  return {.name = "a digit in clutter",
          .picture = show::Picture::gray(1 - select(image, 0, 0)),
          .rows = side,
          .columns = side,
          .cls = true,
          .cell = "patch",
          .chosen = -1,
          .layers = vit.attentions(centred(image))};
}

}  // namespace lesson14
