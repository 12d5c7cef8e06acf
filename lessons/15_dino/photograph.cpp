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
#include "engine/io/weights.hpp"
#include "engine/ops.hpp"
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

std::string conversion(const Pixels& pixels) {
  std::string said;
  if (pixels.channels <= 2) said += "it is gray: red, green and blue are set to its gray; ";
  if (pixels.channels % 2 == 0) said += "it is transparent in part: that lies on white; ";
  return said;
}

Photograph read(show::Run& run, const std::string& path) {
  if (path.empty())  // as large as the tutorial's
    return {crop_picture(read_picture(run.data(photo("flower").file())), 0, 70, Pair(375, 500)),
            photo("flower").credit() + ", cropped"};
  const InputFile file(path);
  if (!is_png(file) && !is_jpeg(file)) read_picture(file);  // says what is wrong
  const Pixels pixels = is_png(file) ? decode_png(file, {}) : decode_jpeg(file, {});
  std::cout << fmt::format("{}: {} × {} pixels; {}red, green and blue are read\n", printable(path),
                           pixels.width, pixels.height, conversion(pixels));
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

std::unique_ptr<ViT> model_of(const std::string& path) {
  const Weights weights = load_weights(path);
  std::cout << fmt::format("{}: {}, {} tensors\n", printable(path), to_string(weights.format),
                           weights.tensors.size());
  for (const std::string& note : weights.notes) std::cout << "  " << note << "\n";
  auto model = std::make_unique<ViT>(dino_options(weights.tensors));
  try {
    model->load_state_dict(weights.tensors);
  } catch (const ValueError& error) {
    throw FileError(file_message(path,
                                 "these are not the weights of a vision transformer as DINO "
                                 "has it\n" +
                                     std::string(error.what())));
  }
  const ViTOptions& o = model->options();
  std::cout << fmt::format(
      "  a ViT of {} blocks, {} numbers a token, {} heads, patches of {} × {}\n", o.depth, o.dim,
      o.heads, o.patch, o.patch);
  return model;
}

// What the last layer's CLS token looks at.
struct Looked {
  Tensor picture;    // (3, H, W), as it was cropped
  Tensor attention;  // (1, H, N + 1, N + 1)
  Tensor maps;       // (H, rows, columns)
  double seconds;
};

Looked look(ViT& model, const Tensor& photograph) {
  const int64_t patch = model.options().patch;
  const Tensor small = photograph.size(1) < patch || photograph.size(2) < patch
                           ? photograph
                           : shrunk(photograph, patch);
  Tensor x;
  try {
    x = dino_picture(small, patch);
  } catch (const ValueError& error) {
    throw FileError(error.what());
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

std::string heads_plot(const Looked& looked) {
  std::vector<show::Panel> panels;
  const Tensor masks = masks_of(looked);
  for (int64_t h = 0; h < looked.maps.size(0); ++h)
    panels.push_back({fmt::format("head {}", h), map_picture(select(looked.maps, 0, h), 8)});
  for (int64_t h = 0; h < looked.maps.size(0); ++h)
    panels.push_back({fmt::format("head {}: 60 %", h),
                      masked_picture(looked.picture, select(masks, 0, h), show::palette(int(h)))});
  return show::panel_plot(
      {"What CLS looks at, head by head",
       "Above, a map for each head, bright where CLS looks; below, the patches "
       "that hold 60 percent of each map, over the picture.",
       "", ""},
      panels, {.columns = int(looked.maps.size(0)) <= 6 ? int(looked.maps.size(0)) : 6});
}

}  // namespace

void look_at_photograph(show::Run& run, show::Page& page, const std::string& weights,
                        const std::string& image) {
  const auto model = model_of(weights);
  const Photograph photograph = read(run, image);
  const Looked looked = look(*model, photograph.picture);
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
      .figure(heads_plot(looked),
              "Each map from its least to its greatest value. Below, the patches "
              "that hold 60 % of the map's sum." +
                  credit);
  measure_speed(run, page);
}

}  // namespace lesson15
