// The lesson's pictures.
#include "lessons/13_patches/material.hpp"

#include "data/photos.hpp"
#include "engine/io/picture_transform.hpp"
#include "engine/ops.hpp"

namespace lesson13 {

using namespace heed;

namespace {
constexpr uint64_t kNoise = 131;
}

Material load_material(const std::string& data, uint64_t seed) {
  Random random(seed, kNoise);
  return {rand({3, 64, 64}, 0, 1, random), crop_centre(read_photo("china", data), {375, 500}),
          crop_picture(resize_picture(read_photo("flower", data), {214, 320}), 50, 110, {128, 128}),
          photo("china").credit(), photo("flower").credit()};
}

Grid grid_of(const Tensor& picture) { return {picture.size(1) / kPatch, picture.size(2) / kPatch}; }

Tensor whole_patches(const Tensor& picture) {
  const Grid grid = grid_of(picture);
  return crop_picture(picture, 0, 0, {grid.rows * kPatch, grid.columns * kPatch});
}

Tensor assembled(const Tensor& patches, const Grid& grid) {
  const Tensor apart = reshape(patches, {grid.rows, grid.columns, 3, kPatch, kPatch});
  return reshape(permute(apart, {2, 0, 3, 1, 4}), {3, grid.rows * kPatch, grid.columns * kPatch});
}

std::string thousands(int64_t n) {
  std::string digits = std::to_string(n);
  for (int64_t at = int64_t(digits.size()) - 3; at > 0; at -= 3) digits.insert(size_t(at), ",");
  return digits;
}

}  // namespace lesson13
