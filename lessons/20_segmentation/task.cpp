// The task, and what it costs to let pixels or patches look at each other.
#include <fmt/format.h>

#include <iostream>

#include "lessons/20_segmentation/pictures.hpp"
#include "lessons/20_segmentation/sections.hpp"

namespace lesson20 {

namespace {

constexpr int64_t kExamples = 4;

show::Picture examples(const Touching& scenes) {
  std::vector<show::Picture> pictures;
  for (int64_t scene = 0; scene < kExamples; ++scene) pictures.push_back(plain(scenes, scene));
  for (int64_t scene = 0; scene < kExamples; ++scene)
    pictures.push_back(classes(scenes.kinds, scene));
  return show::grid(pictures, int(kExamples), 6, {255, 255, 255});
}

std::vector<std::string> cost(const std::string& tokens, int64_t count) {
  const double pairs = double(count) * double(count);
  return {tokens, fmt::format("{}", count), fmt::format("{:.0f}", pairs),
          fmt::format("{:.2f}", 4 * pairs / 1e6)};
}

const std::vector<std::string> kHeader = {"tokens", "how many", "weights of one head",
                                          "MB in float"};

}  // namespace

void show_task(Lesson& lesson) {
  const int64_t size = scenes().size, side = size / kPatch;
  const std::vector<std::vector<std::string>> costs = {
      cost("pixels", size * size), cost(fmt::format("patches of {0}×{0}", kPatch), side * side)};
  std::cout << fmt::format(
                   "Scenes of {0}×{0} pixels: one to three circles, squares and triangles that "
                   "touch.\nTask: say of each pixel what it shows: the ground, or one of the three "
                   "kinds.\n\n",
                   size)
            << show::text_table(kHeader, costs) << "\n";
  lesson.page.heading("A class for every pixel")
      .text(
          "A classifier gives a picture one answer. Here every *pixel* gets one: is it the ground, "
          "or part of a circle, a square, a triangle? Colours say nothing about that. A pixel in "
          "the middle of a shape looks the same in all three; only the border, some way off, "
          "tells. "
          "So a place must hear of others, and the right ones: where shapes touch, the nearest "
          "border may belong to the neighbour.")
      .figure(examples(lesson.test.scenes(0, kExamples)),
              "Four scenes. Above: what is given. Below: what is wanted. Dark: ground; blue: "
              "circle; orange: square; green: triangle.",
              "Four pictures of coloured shapes that touch, and below them the same shapes in a "
              "colour for each kind.")
      .text(fmt::format(
          "Pixels could be the tokens, as in lesson 08. But attention has a weight for every pair, "
          "so cutting {0}×{0} pixels into patches of {1}×{1} saves {2:.0f} times {2:.0f}:",
          size, kPatch, double(kPatch * kPatch)))
      .table(kHeader, costs)
      .text(
          "Three blocks mix the tokens. Then one linear map gives each token four numbers, one for "
          "each class, and these are interpolated to the pixels, so that borders need not follow "
          "the patches.");
}

}  // namespace lesson20
