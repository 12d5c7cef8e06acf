// What the CNN learned: its first kernels, the maps they make of a digit, and what the second
// layer looks for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace {

constexpr int64_t kWhich = 3;  // the digit whose maps are drawn
constexpr int64_t kSees = 5;   // pixels that a number of the second maps sees
constexpr int64_t kFrame = 4;  // of paper around the picture, in the CNN

show::Picture ink(const Tensor& x) { return show::Picture::heat(1 - x, 0, 1, show::grays); }

double largest_size(const Tensor& x) { return double(max(abs(x)).item()); }

std::string kernels_drawn(const Tensor& before, const Tensor& after) {
  const double limit = std::max(largest_size(before), largest_size(after));
  std::vector<show::Panel> panels;
  for (const auto& [weights, name] : {std::pair{&before, "begun"}, {&after, "learned"}})
    for (int64_t k = 0; k < kFirst; ++k)
      panels.push_back({k == 0 ? name : fmt::format("{}", k),
                        show::Picture::heat(select(select(*weights, 0, k), 0, 0), -limit, limit,
                                            show::diverging)});
  return show::panel_plot({"The eight kernels of the first layer",
                           "Two rows of eight squares of three by three weights, before and after "
                           "training, orange above 0 and blue below.",
                           "", ""},
                          panels, {.columns = int(kFirst), .limit = limit});
}

// A digit and its eight maps, (14, 14) each: how strongly each kernel answers at each place.
std::string maps_drawn(PooledCnn& cnn, const Digits& test) {
  const Tensor digit = select(test.images, 0, kWhich);  // (1, 8, 8)
  const Tensor maps = select(cnn.first_maps(unsqueeze(digit, 0)), 0, 0);
  const double most = largest_size(maps);
  const Tensor framed = pad(digit, {3, 3, 3, 3});  // as large as a map
  std::vector<show::Panel> panels = {
      {fmt::format("a {}", test.labels[kWhich]), ink(select(framed, 0, 0))}};
  for (int64_t k = 0; k < kFirst; ++k)
    panels.push_back({fmt::format("kernel {}", k),
                      show::Picture::heat(select(maps, 0, k), -most, most, show::diverging)});
  return show::panel_plot({"What they make of one digit",
                           "A digit and eight maps of it. Each shows, in orange, the places at "
                           "which one kernel answers.",
                           "", ""},
                          panels, {.columns = 5});
}

// For each channel of the second layer the 5×5 pixels, of all test digits, that it answers most.
std::string patches_drawn(const Tensor& maps, const Tensor& digits) {
  const Tensor framed = pad(digits, {kFrame, kFrame, kFrame, kFrame});  // (N, 1, 16, 16)
  const int64_t side = maps.size(3), places = side * side;
  std::vector<show::Panel> panels;
  for (int64_t c = 0; c < kSecond; ++c) {
    const Tensor answers = reshape(select(maps, 1, c), {maps.size(0) * places});
    const int64_t best = argmax(answers, 0)[0], place = best % places;
    const Tensor picture = select(select(framed, 0, best / places), 0, 0);
    const int64_t row = place / side, column = place % side;
    const Tensor patch = slice(slice(picture, 0, row, row + kSees), 1, column, column + kSees);
    panels.push_back({fmt::format("{}", c), ink(patch)});
  }
  return show::panel_plot({"What the second layer looks for",
                           "Thirty-two pictures of five by five pixels: ends, bows, corners, "
                           "crossings of strokes.",
                           "", ""},
                          panels, {.columns = 8});
}

// The share of a kernel's sum of squares that is left after its mean is taken off: 0 for a box, 1
// for a kernel that adds up to 0.
double contrast(const Tensor& kernels) {
  double share = 0;
  for (int64_t k = 0; k < kFirst; ++k) {
    const Tensor w = select(kernels, 0, k);
    const double all = double(sum(w * w).item()), flat = double(sum(w).item());
    share += (1 - flat * flat / 9 / all) / double(kFirst);
  }
  return share;
}

void describe(show::Page& page, const std::string& kernels, const std::string& maps,
              const std::string& patches, const Tensor& after) {
  page.heading("What the kernels look like")
      .text(
          "Nobody told the CNN that keeps the largest number what to look for. These are the eight "
          "kernels of its first layer:")
      .figure(kernels, "Orange: ink here raises the sum. Blue: ink here lowers it.")
      .text(fmt::format(
          "They are not Sobel's, though some have a light and a dark side. Digits are not "
          "photographs, and a kernel that works with 31 others behind it need not be pretty alone. "
          "But most are made of differences: {:.0f} % of their squares is left when the mean of "
          "each is taken off.",
          100 * contrast(after)))
      .begin_row()
      .figure(maps, "Places where a kernel finds nothing are white: the ReLU made them 0.")
      .figure(patches,
              "For each of the 32 channels of the second layer, the 5×5 pixels of all test digits "
              "that it answers most. The CNN knows a digit by which of these it has, anywhere.")
      .end_row();
}

}  // namespace

void show_what_it_learned(Lesson& lesson, PooledCnn& largest, const Tensor& before) {
  const Evaluation evaluation(largest);
  const Tensor after = largest.kernels().detach();
  const Tensor maps = largest.second_maps(lesson.test.images);  // (N, 32, 12, 12)
  std::cout << fmt::format(
      "\n6. What was learned. Of the squares of the first kernels' weights, {:.2f} is contrast "
      "(before: {:.2f}). Kernel 0:\n\n",
      contrast(after), contrast(before));
  show::print_heat_map(select(select(after, 0, 0), 0, 0));
  describe(lesson.page, kernels_drawn(before, after), maps_drawn(largest, lesson.test),
           patches_drawn(maps, lesson.test.images), after);
  lesson.run.figure("kernels_contrast", contrast(after), show::Range{0, 0});
}

}  // namespace lesson04
