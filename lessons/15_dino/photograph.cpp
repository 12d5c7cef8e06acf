// A public checkpoint looks at a photograph.

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <iostream>

#include "data/photos.hpp"
#include "engine/io/file.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/io/picture.hpp"
#include "engine/io/picture_transform.hpp"
#include "engine/io/png_reader.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/ops.hpp"
#include "lessons/15_dino/checkpoint.hpp"
#include "lessons/15_dino/drawing.hpp"
#include "lessons/15_dino/maps.hpp"
#include "lessons/15_dino/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson15 {

namespace {

constexpr int64_t kMostTokens = 4000;  // their attention takes 64 MB a head

// A photograph, and what is said beside it.
struct Photograph {
  Tensor picture;  // (3, H, W), 0 … 1
  std::string credit;
};

// What is done to a picture that is not red, green and blue.
std::string conversion(const Pixels& pixels) {
  std::string said;
  if (pixels.channels <= 2) said += ", gray: that stands for red, green and blue";
  if (pixels.channels % 2 == 0) said += ", transparent in part: that lies on white";
  return said;
}

Photograph read(show::Run& run, const std::string& path) {
  if (path.empty())  // as large as the tutorial's
    return {crop_picture(read_picture(run.data(photo("flower").file())), 0, 70, Pair(375, 500)),
            photo("flower").credit() + ", cropped"};
  const InputFile file(path);
  if (!is_png(file) && !is_jpeg(file)) read_picture(file);  // says what is wrong
  const Pixels pixels = is_png(file) ? decode_png(file, {}) : decode_jpeg(file, {});
  std::cout << fmt::format("{}: {} × {} pixels{}\n", printable(path), pixels.width, pixels.height,
                           conversion(pixels));
  return {to_tensor(pixels), ""};
}

// Small enough for its attention to fit into memory.
Tensor shrunk(const Tensor& picture, int64_t patch) {
  const double tokens = double(picture.size(1) / patch) * double(picture.size(2) / patch);
  if (tokens <= double(kMostTokens)) return picture;
  const int64_t shorter = std::min(picture.size(1), picture.size(2));
  const int64_t side =
      std::max(patch, int64_t(double(shorter) * std::sqrt(double(kMostTokens) / tokens)));
  const Tensor small = resize_shorter_side(picture, side);
  std::cout << fmt::format("  {:.0f} patches are too many: shrunk to {} × {} pixels\n", tokens,
                           small.size(2), small.size(1));
  return small;
}

// What the last layer's CLS token looks at.
struct Looked {
  Tensor picture;    // (3, H, W), as it was cropped
  Tensor attention;  // (1, H, N + 1, N + 1)
  Tensor maps;       // (H, rows, columns)
  double seconds;
};

Looked look(ViT& model, const Tensor& photograph, const std::string& name) {
  const int64_t patch = model.options().patch;
  const Tensor small = photograph.size(1) < patch || photograph.size(2) < patch
                           ? photograph
                           : shrunk(photograph, patch);
  Tensor x;
  try {
    x = dino_picture(small, patch);
  } catch (const ValueError& error) {
    throw FileError(file_message(name, error.what()));
  }
  const auto begin = std::chrono::steady_clock::now();
  const Tensor attention = model.attention(x);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const int64_t rows = x.size(2) / patch, columns = x.size(3) / patch;
  return {crop_picture(small, 0, 0, Pair(x.size(2), x.size(3))), attention,
          reshape(cls_maps(attention), {attention.size(1), rows, columns}), took.count()};
}

Tensor masks_of(const Looked& looked) {
  const Tensor& m = looked.maps;
  return reshape(attended(reshape(m, {m.size(0), m.size(1) * m.size(2)})), m.shape());
}

void print(const Looked& l) {
  const Shape s = l.attention.shape();
  std::cout << fmt::format(
      "\nattention of the last layer: [{}, {}, {}, {}], in {:.2f} s; CLS gives {:.3f} to itself, "
      "{:.0f} times an even share\n",
      s[0], s[1], s[2], s[3], l.seconds, mean(select(select(l.attention, 2, 0), 2, 0)).item(),
      mean(select(select(l.attention, 2, 0), 2, 0)).item() * double(s[3]));
  show::print_heat_map(mean(l.maps, 0));
}

std::string maps_plot(const Looked& looked) {
  std::vector<show::Panel> panels;
  for (int64_t h = 0; h < looked.maps.size(0); ++h)
    panels.push_back({fmt::format("head {}", h), map_picture(select(looked.maps, 0, h), 8)});
  return show::panel_plot(
      {"What CLS looks at, head by head", "A map for each head, bright where CLS looks.", "", ""},
      panels, {.columns = 3});
}

std::string masks_plot(const Looked& looked) {
  std::vector<show::Panel> panels;
  const Tensor masks = masks_of(looked);
  for (int64_t h = 0; h < masks.size(0); ++h)
    panels.push_back({fmt::format("head {}", h),
                      masked_picture(looked.picture, select(masks, 0, h), show::palette(int(h)))});
  return show::panel_plot({"The patches that hold 60 % of each map",
                           "The photograph for each head, coloured where the strongest patches "
                           "are and dark elsewhere.",
                           "", ""},
                          panels, {.columns = 3});
}

}  // namespace

void look_at_photograph(show::Run& run, show::Page& page, const std::string& weights,
                        const std::string& image) {
  const auto model = load_dino(weights);
  const Photograph photograph = read(run, image);
  const Looked looked = look(*model, photograph.picture, image);
  print(looked);
  const std::string credit =
      photograph.credit.empty() ? "" : " Photograph: " + photograph.credit + ".";
  if (!credit.empty()) std::cout << credit.substr(1) << "\n";
  const show::Picture overlay = show::Picture::rgb(looked.picture).under(mean(looked.maps, 0));
  overlay.save(run.file("overlay.png"));
  save_safetensors(run.file("attention.safetensors"),
                   NamedTensors{{"attention", looked.attention}, {"picture", looked.picture}});
  run.figure("tokens", looked.attention.size(3));
  run.figure("heads", looked.attention.size(1));
  page.heading("A photograph through the eyes of CLS")
      .text(fmt::format("The picture of {}×{} pixels, cropped to whole patches, makes {} tokens, "
                        "CLS among them: the attention of the last layer is [1, {}, {}, {}]. Row 0 "
                        "says what CLS looks at; without its first number it is a map of the "
                        "patches.",
                        looked.picture.size(2), looked.picture.size(1), looked.attention.size(3),
                        looked.attention.size(1), looked.attention.size(2),
                        looked.attention.size(3)))
      .begin_row()
      .figure(show::Picture::rgb(looked.picture), "The picture." + credit, "The photograph.")
      .figure(overlay, "The mean of all heads, over it." + credit,
              "The photograph, bright where the heads look.")
      .end_row()
      .begin_row()
      .figure(maps_plot(looked),
              "Each map from its least to its greatest value, as DINO's own tool draws it.")
      .figure(masks_plot(looked),
              "The strongest patches, until they hold 60 % of a map's sum." + credit)
      .end_row()
      .text(
          "Other tokens look, too. Choose a patch: point at it, click to keep it, or tab to a map "
          "and use the arrow keys.")
      .explorer(explorer("the photograph", looked.picture, looked.attention),
                "The last block. Left: what the chosen token takes from where. Right: who takes "
                "from it." +
                    credit);
  measure_speed(run, page);
}

}  // namespace lesson15
