#include "lessons/08_self_attention_2d/pictures.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops.hpp"

namespace lesson08 {

namespace {

// From the colour of what lies there to a warm light.
show::Rgb glowing(show::Rgb there, double light) {
  constexpr show::Rgb kLight{255, 190, 40};
  const auto mix = [light](uint8_t from, uint8_t to) {
    return uint8_t(std::lround(from + light * (to - from)));
  };
  return {mix(there.r, kLight.r), mix(there.g, kLight.g), mix(there.b, kLight.b)};
}

}  // namespace

int64_t middle(const Mask& mask, int64_t scene, int64_t pair) {
  const int64_t pairs = mask.shape()[1], height = mask.shape()[2], width = mask.shape()[3];
  double x_sum = 0, y_sum = 0, count = 0;
  for (int64_t n = 0; n < height * width; ++n)
    if (mask[(scene * pairs + pair) * height * width + n]) {
      x_sum += double(n % width), y_sum += double(n / width);
      ++count;
    }
  return std::llround(y_sum / count) * width + std::llround(x_sum / count);
}

show::Picture plain(const Twins& scenes, int64_t scene, int zoom) {
  return show::Picture::rgb(select(scenes.images, 0, scene)).enlarged(zoom);
}

show::Picture coloured_in(const Twins& scenes, int64_t scene, const Indices& given,
                          const std::vector<Colour>& colours, int zoom) {
  Tensor painted = select(scenes.images, 0, scene).clone();  // (3, H, W)
  const int64_t pixels = painted.size(1) * painted.size(2);
  real* out = painted.mutable_data();
  for (int64_t n = 0; n < pixels; ++n) {
    if (scenes.colours[scene * pixels + n] == Twins::kNoColour) continue;
    const Colour& colour = colours[size_t(given[scene * pixels + n])];
    for (int64_t c = 0; c < 3; ++c) out[c * pixels + n] = real(colour[size_t(c)]);
  }
  return show::Picture::rgb(painted).enlarged(zoom);
}

void mark(show::Picture& picture, int64_t n, int64_t width, int zoom) {
  const int x = int(n % width) * zoom + zoom / 2, y = int(n / width) * zoom + zoom / 2;
  for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
    picture.cross(x + dx, y + dy, {0, 0, 0}, zoom);
  picture.cross(x, y, {255, 255, 255}, zoom - 1);
}

show::Picture lit(const Twins& scenes, int64_t scene, const Tensor& map, int64_t n, int zoom) {
  constexpr double kDoublings = 6;
  const Tensor gray = mean(select(scenes.images, 0, scene), 0);  // (H, W)
  show::Picture picture = show::Picture::heat(gray, 0, 2.5, show::grays);
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const double shares = double(map.at({y, x})) * double(map.numel());
      const double light = std::log2(std::max(shares, 1.0)) / kDoublings;
      picture.set(x, y, glowing(picture.at(x, y), std::min(light, 1.0)));
    }
  picture = picture.enlarged(zoom);
  mark(picture, n, map.size(1), zoom);
  return picture;
}

}  // namespace lesson08
