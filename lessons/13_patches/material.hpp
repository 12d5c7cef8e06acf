// The lesson's pictures, and cutting them.
#pragma once

#include <string>

#include "engine/random.hpp"
#include "engine/tensor.hpp"
#include "lessons/show/picture.hpp"

namespace lesson13 {

constexpr int64_t kPatch = 16;

struct Material {
  heed::Tensor noise;   // (3, 64, 64), random
  heed::Tensor photo;   // (3, 375, 500), the temple, cropped
  heed::Tensor square;  // (3, 128, 128), a part of the flower
  std::string photo_credit, square_credit;
};
Material load_material(const std::string& data, uint64_t seed);

// Rows and columns of whole patches.
struct Grid {
  int64_t rows, columns;
  int64_t patches() const { return rows * columns; }
};
Grid grid_of(const heed::Tensor& picture);

// (C, H, W) without the rows and columns that fill no patch.
heed::Tensor whole_patches(const heed::Tensor& picture);

// Patches (N, C p p), row by row, in each channel by channel -> the picture that they make.
heed::Tensor assembled(const heed::Tensor& patches, const Grid& grid);

// Numbers with their thousands apart: 187500 is "187,500".
std::string thousands(int64_t n);

}  // namespace lesson13
