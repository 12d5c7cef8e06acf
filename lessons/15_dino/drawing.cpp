#include "lessons/15_dino/drawing.hpp"

#include <cmath>

#include "engine/ops.hpp"

namespace lesson15 {

namespace {

constexpr int kZoom = 4;

uint8_t mixed(uint8_t a, uint8_t b, double of_b) { return uint8_t(a + of_b * (b - a)); }

Tensor squared(const Tensor& patches) {  // (N) -> (side, side)
  const int64_t side = std::llround(std::sqrt(double(patches.numel())));
  return reshape(patches, {side, side});
}

}  // namespace

show::Picture map_picture(const Tensor& map, int zoom) {
  return show::Picture::heat(map).enlarged(zoom);
}

show::Picture masked_picture(const Tensor& picture, const Tensor& mask, show::Rgb colour) {
  show::Picture result = show::Picture::rgb(picture);
  const int64_t rows = mask.size(0), columns = mask.size(1);
  for (int y = 0; y < result.height(); ++y)
    for (int x = 0; x < result.width(); ++x) {
      const int64_t row = y * rows / result.height(), column = x * columns / result.width();
      const bool inside = mask.data()[row * columns + column] != 0;
      const show::Rgb to = inside ? colour : show::Rgb{0, 0, 0};
      const show::Rgb c = result.at(x, y);
      result.set(x, y, {mixed(c.r, to.r, 0.5), mixed(c.g, to.g, 0.5), mixed(c.b, to.b, 0.5)});
    }
  return result;
}

std::vector<show::Picture> shape_row(const CamouflagedShape& one, const Tensor& gaze,
                                     const Tensor& kept) {
  Tensor truth = empty(one.mask.shape());
  for (int64_t i = 0; i < truth.numel(); ++i) truth.mutable_data()[i] = real(one.mask[i]);
  const show::Rgb orange = show::palette(1);
  return {show::Picture::rgb(one.image).enlarged(kZoom),
          masked_picture(one.image, truth, orange).enlarged(kZoom),
          map_picture(squared(gaze), int(kPatch) * kZoom),
          masked_picture(one.image, squared(kept), orange).enlarged(kZoom)};
}

show::Explorer explorer(const std::string& name, const Tensor& picture, const Tensor& attention) {
  const double patches = double(attention.size(3) - 1);
  const double across = double(picture.size(2)) / double(picture.size(1));  // columns a row
  const int rows = int(std::lround(std::sqrt(patches / across)));
  return {.name = name,
          .picture = show::Picture::rgb(picture),
          .rows = rows,
          .columns = int(patches) / rows,
          .cls = true,
          .cell = "patch",
          .chosen = -1,
          .layers = {attention}};
}

}  // namespace lesson15
