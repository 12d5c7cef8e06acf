#include "lessons/20_segmentation/pictures.hpp"

#include "engine/ops.hpp"

namespace lesson20 {

namespace {

constexpr int kZoom = 2;

}  // namespace

show::Picture plain(const Touching& scenes, int64_t scene) {
  return show::Picture::rgb(select(scenes.images, 0, scene)).enlarged(kZoom);
}

show::Picture classes(const Indices& kinds, int64_t scene) {
  const auto height = int(kinds.shape()[1]), width = int(kinds.shape()[2]);
  show::Picture picture(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const int64_t kind = kinds[(scene * height + y) * width + x];
      picture.set(x, y, kind == 0 ? show::Rgb{45, 47, 54} : show::palette(int(kind) - 1));
    }
  return picture.enlarged(kZoom);
}

show::Picture looking(const Touching& scenes, int64_t scene, const Tensor& row, int64_t token) {
  const int64_t side = scenes.images.size(3) / kPatch;
  const show::Picture gray =
      show::Picture::heat(mean(select(scenes.images, 0, scene), 0), 0, 1, show::grays);
  show::Picture picture = gray.enlarged(kZoom).under(reshape(row, {side, side}), 0.75);
  const int step = kPatch * kZoom;
  const int x = int(token % side) * step, y = int(token / side) * step;
  picture.box(x - 2, y - 2, x + step + 2, y + step + 2, {0, 0, 0}, 1);
  picture.box(x - 1, y - 1, x + step + 1, y + step + 1, {255, 255, 255}, 2);
  return picture;
}

}  // namespace lesson20
