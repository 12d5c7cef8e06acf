// Patches by a loop, by unfold and by a convolution with a stride: the same tokens.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/13_patches/by_hand.hpp"
#include "lessons/13_patches/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson13 {

namespace {

constexpr uint64_t kNumbers = 132;
constexpr int64_t kDim = 192;  // numbers of a token, as in ViT-Tiny

struct Way {
  std::string name;
  double milliseconds, off;  // the largest difference from the loop
};

struct Findings {
  std::vector<Way> ways;
  double order_wrong, order_right;  // channels last: with the weight as it is, and put in order
};

Findings cut_photo(const Tensor& photo, uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  const Tensor weight = randn({kDim, 3, kPatch, kPatch}, random) / std::sqrt(768.0);
  Tensor loop, unfolded, convolved;
  Findings found;
  found.ways = {{"cut and multiplied in loops",
                 show::milliseconds([&] { loop = tokens_by_loop(photo, weight); }), 0},
                {"unfold and a matrix product",
                 show::milliseconds([&] { unfolded = tokens_by_unfold(photo, weight); }), 0},
                {"conv2d with stride 16",
                 show::milliseconds([&] { convolved = tokens_by_convolution(photo, weight); }), 0}};
  found.ways[1].off = show::largest_difference(loop, unfolded);
  found.ways[2].off = show::largest_difference(loop, convolved);
  const Tensor last = cut_channels_last(photo);
  const Tensor reordered = flatten(permute(weight, {0, 2, 3, 1}), 1);  // (D, p p C)
  found.order_wrong = show::largest_difference(matmul(last, flatten(weight, 1), {.b = true}), loop);
  found.order_right = show::largest_difference(matmul(last, reordered, {.b = true}), loop);
  return found;
}

const std::vector<std::string> kHeader = {"way", "milliseconds", "farthest from the loops"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Way& way : found.ways)
    rows.push_back({way.name, fmt::format("{:.1f}", way.milliseconds),
                    &way == &found.ways.front() ? "–" : fmt::format("{:.0e}", way.off)});
  return rows;
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Loop, unfold, strided convolution")
      .text(fmt::format(
          "A patch's 768 pixels are not yet a good token. One linear map, the same for all "
          "patches, makes {} numbers of them, the *patch embedding*:",
          kDim))
      .formula("z_n = W_e \\, \\operatorname{flatten}(\\text{patch}_n) + b")
      .text(
          "There are three ways to write it. Cut each patch out and multiply. Or `unfold`, which "
          "lays every patch down as a column of one matrix (lesson 04's im2col, now with patches "
          "that do not overlap), and one matrix product. Or a convolution whose kernel is a patch "
          "and whose *stride* is a patch as well: it stops at each patch once, and its kernels "
          "are the rows of $W_e$. This last form is what ViT and DINO ship.")
      .table(kHeader, rows_of(found),
             fmt::format("The photograph's 713 patches, 768 numbers to {}; one time each on this "
                         "machine, which differs from run to run.",
                         kDim))
      .note(fmt::format(
          "Keep to one order. NumPy's pictures are (H, W, C), and a patch of one, flattened, goes "
          "red, green, blue, red, …; the engine's and PyTorch's go through all red numbers first. "
          "With the same weights the tokens differ by up to {:.1f}; with the weight's columns in "
          "the same order, by {:.0e}. Who loads others' weights must know which order they were "
          "learned in.",
          found.order_wrong, found.order_right))
      .text(
          "Note what this embedding is not: a pre-trained CNN that finds edges and textures first. "
          "One tutorial puts that before every attention. Some models have it (DETR does); ViT and "
          "DINO have this one linear map.");
}

}  // namespace

void cut_three_ways(Lesson& lesson) {
  const Findings found = cut_photo(lesson.material.photo, lesson.run.seed());
  std::cout << fmt::format("\n2. Three ways to 713 tokens of {} numbers\n\n", kDim)
            << show::text_table(kHeader, rows_of(found))
            << fmt::format(
                   "\nchannels last: differs by {:.1f}; with the weight put in order, {:.0e}\n",
                   found.order_wrong, found.order_right);
  describe(lesson.page, found);
  lesson.run.figure("ways_differ_by", std::max(found.ways[1].off, found.ways[2].off),
                    show::Range{2.14e-06, 3.24e-06});
  lesson.run.figure("wrong_order_differs_by", found.order_wrong, show::Range{1.29, 1.71});
}

}  // namespace lesson13
