// Convolution by loops, as a matrix product and by the engine: the same numbers, not the same time.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/columns_picture.hpp"
#include "lessons/04_convolution/convolving.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson04 {

namespace {

constexpr uint64_t kNumbers = 45;
constexpr int64_t kBatch = 8, kIn = 16, kOut = 32, kLength = 32, kKernel = 3, kPadding = 1;

struct Way {
  std::string name;
  double milliseconds, off;  // the largest difference from the loops
};

std::vector<Way> all_ways(uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  const Tensor x = randn({kBatch, kIn, kLength, kLength}, random);
  const Tensor weight = randn({kOut, kIn, kKernel, kKernel}, random);
  Tensor loops, columns, engine;
  std::vector<Way> ways = {
      {"seven loops", show::milliseconds([&] { loops = by_loops(x, weight, kPadding); }), 0},
      {"im2col and a matrix product",
       show::milliseconds([&] { columns = by_columns(x, weight, kPadding); }), 0},
      {"the engine's conv2d",
       show::milliseconds([&] { engine = conv2d(x, weight, {}, {.padding = kPadding}); }), 0}};
  ways[1].off = show::largest_difference(loops, columns);
  ways[2].off = show::largest_difference(loops, engine);
  return ways;
}

const std::vector<std::string> kHeader = {"way", "milliseconds", "farthest from the loops"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Way>& ways) {
  std::vector<std::vector<std::string>> rows;
  for (const Way& way : ways)
    rows.push_back({way.name, fmt::format("{:.2f}", way.milliseconds),
                    &way == &ways.front() ? "–" : fmt::format("{:.1g}", way.off)});
  return rows;
}

// The matrix of one 3×3 kernel on 6×6 pixels, (16, 36): column i is what pixel i alone makes.
std::string matrix_drawn() {
  const NoGrad no_grad;
  const Tensor kernel = reshape(arange(9) - 4, {1, 1, 3, 3});
  const Tensor one_each = reshape(eye(36), {36, 1, 6, 6});
  const Tensor matrix = transpose(flatten(conv2d(one_each, kernel), 1), 0, 1);
  std::vector<std::string> pixels(36);  // only the first of each line has its number
  for (size_t first = 0; first < 36; first += 6) pixels[first] = std::to_string(first);
  return show::heat_plot({"The matrix of a convolution",
                          "16 rows of 36 numbers, mostly 0. Each row has the same nine numbers, "
                          "moved one place on; at "
                          "the end of a line it skips two.",
                          "pixel of x, 6×6", "place of y, 4×4"},
                         matrix,
                         {.column_names = pixels, .low = -4, .high = 4, .map = show::diverging});
}

std::vector<show::Step> small_example() {
  const Tensor picture({5, 5},
                       {0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0});
  return columns_drawn(picture, Tensor({3, 3}, {-1, 0, 1, -2, 0, 2, -1, 0, 1}));
}

void explain(show::Page& page) {
  page.heading("The same few weights at every place")
      .text(
          "A convolution lays a small window, the *kernel*, over a picture, multiplies number by "
          "number, adds up, and writes the sum down; then it moves on by one pixel and does the "
          "same with the *same* weights. With channels $c$, and $o$ for the kernels:")
      .formula(
          "\\begin{aligned} y_{o,v,u} &= b_o + \\sum_{c,i,j} w_{o,c,i,j} \\, x_{c,a,b}, \\\\ a &= "
          "v + i "
          "- p, \\quad b = u + j - p \\end{aligned}")
      .text(
          "with $p$ rows and columns of zeros around the picture, the *padding*. Seven loops do "
          "it: "
          "one over the pictures, one over the kernels, two over the places, three for the sum. "
          "Written so it is slow. But write what the window sees at each place as a column, and "
          "each kernel as a row, and all sums are *one matrix product*, for which there are fast "
          "programs. Making those columns is called *im2col*.")
      .steps("A window slides over a picture", small_example())
      .text(
          "This kernel is right minus left: above 0 where the numbers grow to the right, below 0 "
          "where they fall, 0 where nothing happens.");
}

void compare(show::Page& page, const std::vector<Way>& ways) {
  const std::string same =
      ways[1].off == 0 && ways[2].off == 0
          ? "The same numbers to the last bit: on this machine all three add up in one order."
          : "The same numbers, but for the last digits: 144 products added up in other orders.";
  const int64_t pixels = kSide * kSide, linear = (pixels + 1) * kFirst * pixels;
  page.table(kHeader, rows_of(ways),
             fmt::format("{} pictures of {}×{} with {} channels, {} kernels of {}×{}; the middle "
                         "of three times on this machine, which differ from run to run.",
                         kBatch, kLength, kLength, kIn, kOut, kKernel, kKernel))
      .text(same +
            " The columns cost memory, nine times the picture; the engine makes them in "
            "pieces that stay in the cache.")
      .figure(matrix_drawn(), "One 3×3 kernel on 6×6 pixels, written as the matrix that it is.")
      .text(fmt::format(
          "So a convolution *is* a linear layer, with two promises. Its matrix is nearly empty: a "
          "place sees only its neighbourhood. And its rows are copies of each other: what is "
          "learned at one place is known at all. From 8×8 pixels to {} maps of 8×8, a linear layer "
          "has {},{:03} numbers; {} kernels of 3×3 with their biases have {}.",
          kFirst, linear / 1000, linear % 1000, kFirst, kFirst * 10));
}

}  // namespace

void compute_three_ways(Lesson& lesson) {
  const std::vector<Way> ways = all_ways(lesson.run.seed());
  std::cout << fmt::format(
                   "1. One convolution three ways: ({}, {}, {}, {}), {} kernels of {}×{}\n\n",
                   kBatch, kIn, kLength, kLength, kOut, kKernel, kKernel)
            << show::text_table(kHeader, rows_of(ways));
  explain(lesson.page);
  compare(lesson.page, ways);
  lesson.run.figure("columns_off_at_most", ways[1].off);
  lesson.run.figure("engine_off_at_most", ways[2].off);
  lesson.run.figure("milliseconds", show::Figure::ByName{{"loops", ways[0].milliseconds},
                                                         {"im2col", ways[1].milliseconds},
                                                         {"engine", ways[2].milliseconds}});
}

}  // namespace lesson04
