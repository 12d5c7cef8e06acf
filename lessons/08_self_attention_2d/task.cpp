// The task, and how far a convolution sees.
#include <fmt/format.h>

#include <iostream>

#include "lessons/08_self_attention_2d/pictures.hpp"
#include "lessons/08_self_attention_2d/sections.hpp"

namespace lesson08 {

namespace {

constexpr int kZoom = 18;

// A scene with the square of pixels that the middle of a grey shape hears of through convolutions.
show::Picture reach_picture(const Twins& scenes, int64_t scene) {
  const int64_t width = scenes.images.size(3), n = middle(scenes.grey, scene, 0);
  const int x = int(n % width), y = int(n / width), reach = int(Painter::kReach);
  show::Picture picture = plain(scenes, scene, kZoom);
  picture.box((x - reach) * kZoom, (y - reach) * kZoom, (x + reach + 1) * kZoom,
              (y + reach + 1) * kZoom, {255, 255, 255}, 3);
  mark(picture, n, width, kZoom);
  return picture;
}

// The task, on the terminal.
void print_task(const TwinsOptions& o, int64_t side) {
  std::cout << fmt::format(
      "Scenes of {}×{} pixels: {} of three kinds in {} of {} colours on the left, the same kinds "
      "in grey on the right.\nTask: give each grey pixel the colour of its twin. A 3×3 convolution "
      "after the other, four of them, sees {}×{} pixels;\nbetween the two sides lie {} columns of "
      "nothing.\n\n",
      o.width, o.height, o.pairs, o.pairs, o.colours.size(), side, side, o.width - 2 * o.side);
}

}  // namespace

void show_task(Lesson& lesson) {
  const TwinsOptions& o = lesson.test.options();
  const int64_t side = 2 * Painter::kReach + 1;
  print_task(o, side);
  lesson.page.heading("Who looks like me?")
      .text(
          "On the left stand two coloured shapes, on the right two grey ones of the same kinds. "
          "Every grey pixel is to get the colour of its *twin*, the coloured shape of its kind. "
          "Which kinds, which colours and where is drawn anew for every scene, so nothing can be "
          "learned by heart.")
      .begin_row()
      .figure(reach_picture(lesson.shown, 0),
              fmt::format("What is given. The frame is all that the marked pixel hears of through "
                          "four 3×3 convolutions: {}×{} pixels.",
                          side, side),
              "Two coloured shapes on the left, two grey ones on the right; a frame around a grey "
              "one, which ends before the coloured ones begin.")
      .figure(coloured_in(lesson.shown, 0, lesson.shown.colours, o.colours, kZoom),
              "What is wanted.", "The same scene, the grey shapes in the colours of their twins.")
      .end_row()
      .text(fmt::format("A convolution mixes neighbours. Each 3×3 layer lets a pixel hear of one "
                        "pixel more on every side, so after four of them it knows its surroundings "
                        "of {}×{} and not a pixel beyond. Its twin is about {} pixels away. More "
                        "layers would get there, but slowly: one pixel for each. Attention gets "
                        "there in one step, because in it every place sees every other.",
                        side, side, o.width - o.side));
}

}  // namespace lesson08
