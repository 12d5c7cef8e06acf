// What the CNN learned: its first kernels, beside some that did not learn, and their maps.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/patches.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace {

constexpr uint64_t kRandom = 48, kByHand = 49;
constexpr int64_t kDigit = 4;  // whose maps are drawn

double largest_size(const Tensor& x) { return double(max(abs(x)).item()); }

std::string kernels_drawn(const std::string& title, const Tensor& kernels, double limit) {
  std::vector<show::Panel> panels;
  for (int64_t k = 0; k < kFirst; ++k)
    panels.push_back({fmt::format("{}", k), show::Picture::heat(select(select(kernels, 0, k), 0, 0),
                                                                -limit, limit, show::diverging)});
  return show::panel_plot(
      {title, "Eight squares of three by three weights, orange above 0 and blue below.", "", ""},
      panels, {.columns = 4, .limit = limit});
}

// A digit and its eight maps, (14, 14) each: by how much each place answers more, or less, than
// blank paper does.
std::string maps_drawn(PooledCnn& cnn, const Digits& test) {
  int64_t which = 0;
  while (which + 1 < test.size() && test.labels[which] != kDigit) ++which;
  const Tensor framed = pad(select(test.images, 0, which), {3, 3, 3, 3});  // as large as a map
  const Tensor digit = reshape(select(test.images, 0, which), {1, 1, kSide, kSide});
  const Tensor maps = select(cnn.first_maps(digit) - cnn.first_maps(zeros(digit.shape())), 0, 0);
  const double most = largest_size(maps);
  std::vector<show::Panel> panels = {
      {fmt::format("a {}", test.labels[which]),
       show::Picture::heat(1 - select(framed, 0, 0), 0, 1, show::grays)}};
  for (int64_t k = 0; k < kFirst; ++k)
    panels.push_back({fmt::format("kernel {}", k),
                      show::Picture::heat(select(maps, 0, k), -most, most, show::diverging)});
  return show::panel_plot({"What they make of one digit",
                           "A digit and eight maps of it. Each shows the places at which one "
                           "kernel answers more than on blank paper, orange, or less, blue.",
                           "", ""},
                          panels, {.columns = 5, .limit = most});
}

// (8, 1, 3, 3), of length 1 each: a point, a box, edges in four directions, bends in two senses.
Tensor kernels_by_hand() {
  const std::vector<std::vector<real>> all = {
      {0, 0, 0, 0, 1, 0, 0, 0, 0},    {1, 1, 1, 1, 1, 1, 1, 1, 1},
      {-1, 0, 1, -2, 0, 2, -1, 0, 1}, {1, 0, -1, 2, 0, -2, 1, 0, -1},
      {-1, -2, -1, 0, 0, 0, 1, 2, 1}, {1, 2, 1, 0, 0, 0, -1, -2, -1},
      {0, 1, 0, 1, -4, 1, 0, 1, 0},   {0, -1, 0, -1, 4, -1, 0, -1, 0}};
  std::vector<Tensor> kernels;
  for (const std::vector<real>& numbers : all) kernels.emplace_back(Shape{1, 3, 3}, numbers);
  const Tensor rows = stack(kernels, 0);
  return rows / norm(rows, 2, {1, 2, 3}, true);
}

// The same CNN, trained with first kernels that stay as they are.
double read_with_fixed(Lesson& lesson, const std::string& name, uint64_t stream,
                       const Tensor& kernels) {
  Random random(lesson.run.seed(), stream);
  PooledCnn cnn(Keep::largest, random);
  if (kernels.defined()) std::copy_n(kernels.data(), kernels.numel(), cnn.kernels().mutable_data());
  show::Progress bar = lesson.run.progress(name, lesson.run.steps(1000));
  train_cnn(cnn, lesson.train, lesson.run.seed(), bar, false, 1);
  return accuracy_on(cnn, lesson.test);
}

struct Shares {
  double learned, random, by_hand;
};

std::vector<std::vector<std::string>> rows_of(const Shares& s) {
  return {{"learned", fmt::format("{:.3f}", s.learned)},
          {"as they began, at random", fmt::format("{:.3f}", s.random)},
          {"made by hand", fmt::format("{:.3f}", s.by_hand)}};
}

const std::vector<std::string> kHeader = {"first kernels", "test digits right"};

void describe_kernels(Lesson& lesson, const Tensor& before, const Tensor& after) {
  const double limit = std::max(largest_size(before), largest_size(after));
  lesson.page.heading("What the kernels look like")
      .text(
          "Nobody told the CNN that keeps the largest number what to look for. The eight kernels "
          "of "
          "its first layer, on one scale:")
      .begin_row()
      .figure(kernels_drawn("Before training", before, limit), "Small numbers at random.")
      .figure(kernels_drawn("After training", after, limit),
              "Orange: ink here raises the sum. Blue: ink here lowers it.")
      .end_row();
}

void describe_shares(show::Page& page, const Shares& shares) {
  page.text(
          "Look for kernels with one side orange and the other blue: edges, as Sobel's. Do not "
          "look "
          "too hard. Would others do as well? Train the rest anew, with first kernels that stay as "
          "they are: at random, or a point, a box, Sobel's in four directions and the Laplacian in "
          "both senses:")
      .table(kHeader, rows_of(shares))
      .text(
          "On such small pictures nearly any eight kernels will do, if what comes after them can "
          "learn to put them together. So a pretty kernel proves little, and an ugly one nothing.");
}

void describe_maps(Lesson& lesson, PooledCnn& cnn) {
  lesson.page.begin_row()
      .figure(maps_drawn(cnn, lesson.test),
              "One digit through the learned kernels. Orange: more than blank paper, blue: less.")
      .figure(patches_drawn(cnn, lesson.test),
              "Sixteen of the 32 channels of the second layer, those that count most: the 5×5 "
              "pixels, of all test digits, that each answers most, and the class that it speaks "
              "for. A digit is known by which of these it has, *anywhere*.")
      .end_row();
}

}  // namespace

void show_what_it_learned(Lesson& lesson, PooledCnn& largest, const Tensor& before) {
  const Shares shares{
      accuracy_on(largest, lesson.test),
      read_with_fixed(lesson, "CNN, first kernels at random", kRandom, {}),
      read_with_fixed(lesson, "CNN, first kernels by hand", kByHand, kernels_by_hand())};
  const Evaluation evaluation(largest);
  std::cout << "\n6. What was learned. Does it need the first kernels that it learned?\n\n"
            << show::text_table(kHeader, rows_of(shares)) << "\nKernel 0:\n\n";
  show::print_heat_map(select(select(largest.kernels(), 0, 0), 0, 0));
  describe_kernels(lesson, before, largest.kernels().detach());
  describe_shares(lesson.page, shares);
  describe_maps(lesson, largest);
  lesson.run.figure("kernels_at_random", shares.random, show::Range{0.9831, 0.9915});
  lesson.run.figure("kernels_by_hand", shares.by_hand, show::Range{0.9859, 0.9915});
}

}  // namespace lesson04
