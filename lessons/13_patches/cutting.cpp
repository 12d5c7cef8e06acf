// Pictures as tokens: a pixel each, or a patch each.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/13_patches/by_hand.hpp"
#include "lessons/13_patches/sections.hpp"

namespace lesson13 {

namespace {

constexpr show::Rgb kGround{255, 255, 255};

struct Cut {
  std::string what;
  Shape picture, tokens;
  std::string lost;
};

struct Findings {
  std::vector<Cut> cuts;
  int64_t pixels, photo, square;  // how many tokens
};

Findings cut_all(const Material& material) {
  const Tensor pixels = transpose(flatten(material.noise, 1), 0, 1);  // (4096, 3)
  const Tensor photo = cut(material.photo), square = cut(material.square);
  return {{{"64 × 64, a pixel a token", material.noise.shape(), pixels.shape(), "nothing"},
           {"500 × 375, patches of 16 × 16", material.photo.shape(), photo.shape(),
            "4 columns, 7 rows"},
           {"128 × 128, patches of 16 × 16", material.square.shape(), square.shape(), "nothing"}},
          pixels.size(0),
          photo.size(0),
          square.size(0)};
}

const std::vector<std::string> kHeader = {"picture", "(C, H, W)", "tokens", "numbers in one",
                                          "left over"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Cut& one : found.cuts)
    rows.push_back({one.what, to_string(one.picture), thousands(one.tokens[0]),
                    std::to_string(one.tokens[1]), one.lost});
  return rows;
}

// The photograph under lines that part its patches; what fills no patch is pale.
show::Picture photo_drawn(const Tensor& photo) {
  show::Picture picture = show::Picture::rgb(photo);
  const Grid grid = grid_of(photo);
  const int right = int(grid.columns * kPatch), bottom = int(grid.rows * kPatch);
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const show::Rgb colour = picture.at(x, y);
      const auto pale = [](uint8_t channel) { return uint8_t(200 + channel / 5); };
      if (x >= right || y >= bottom)
        picture.set(x, y, {pale(colour.r), pale(colour.g), pale(colour.b)});
      else if (x % kPatch == 0 || y % kPatch == 0)
        picture.set(x, y, kGround);
    }
  return picture;
}

show::Picture patches_drawn(const Tensor& patches, const Grid& grid) {
  std::vector<show::Picture> pictures;
  for (int64_t i = 0; i < grid.patches(); ++i)
    pictures.push_back(
        show::Picture::rgb(reshape(select(patches, 0, i), {3, kPatch, kPatch})).enlarged(2));
  return show::grid(pictures, int(grid.columns), 6, kGround);
}

// A token's 768 numbers, in three lines of 256: red, green, blue.
show::Picture token_drawn(const Tensor& patch) {
  return show::Picture::heat(reshape(patch, {3, kPatch * kPatch}), 0, 1).resized(512, 48);
}

void describe_pixels(show::Page& page, const Material& material, const Findings& found) {
  page.heading("From a picture to tokens")
      .text(
          "Attention takes a set of vectors. The plainest way to make one of a picture: every "
          "*pixel* is a token, of three numbers. That is what one tutorial does with random "
          "pictures of 64 × 64, and it makes 4,096 tokens. Every one of them looks at every other: "
          "16.8 million weights, for a picture the size of a stamp.")
      .text(
          "The vision transformer's way: cut the picture into *patches* of 16 × 16, and let each "
          "be a token, of 16 · 16 · 3 = 768 numbers.")
      .table(kHeader, rows_of(found))
      .begin_row()
      .figure(show::Picture::rgb(material.noise).enlarged(3),
              "64 × 64 random pixels, three times enlarged: 4,096 tokens.", "Coloured noise.")
      .figure(photo_drawn(material.photo),
              "500 × 375 pixels: 31 × 23 = 713 tokens. Pale: what fills no patch. *Photograph: " +
                  material.photo_credit + "; cropped.*",
              "A temple under a grid of white lines.")
      .end_row();
}

void describe_patches(show::Page& page, const Material& material) {
  const Tensor patches = cut(material.square);
  const Grid grid = grid_of(material.square);
  const int64_t shown = 3 * grid.columns + 4;
  page.begin_row()
      .figure(patches_drawn(patches, grid),
              "128 × 128 pixels: 64 tokens. *Photograph: " + material.square_credit +
                  "; reduced, cropped, cut.*",
              "A flower, cut into 8 by 8 little squares.")
      .figure(token_drawn(select(patches, 0, shown)),
              fmt::format("Token {}, row 3, column 4, as the model gets it: 256 numbers each of "
                          "red, green and blue. *Photograph: {}; a part.*",
                          shown, material.square_credit),
              "Three lines of stripes that repeat every 16 numbers.")
      .end_row()
      .text(
          "A token does not know that it was a square: its first number and its 17th were "
          "neighbours in the picture, and that is nowhere to be seen. The same holds of the "
          "tokens among each other.")
      .note(
          "An image is (C, H, W): channels, *height*, width. A tutorial reads `w, h = "
          "img.shape[1], img.shape[2]`, the wrong way round. It does no harm there, for the two "
          "are swapped wherever they are used; it will where one line is not. And 64 patches ask "
          "64 keys, not the 63 others: a token looks at itself, "
          "too (with CLS there are 65).");
}

}  // namespace

void cut_pictures(Lesson& lesson) {
  const Findings found = cut_all(lesson.material);
  std::cout << "1. From a picture to tokens\n\n" << show::text_table(kHeader, rows_of(found));
  describe_pixels(lesson.page, lesson.material, found);
  describe_patches(lesson.page, lesson.material);
  lesson.run.figure("tokens", show::Figure::ByName{{"64x64 pixels", double(found.pixels)},
                                                   {"500x375 patches", double(found.photo)},
                                                   {"128x128 patches", double(found.square)}});
}

}  // namespace lesson13
