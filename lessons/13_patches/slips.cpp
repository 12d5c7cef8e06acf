// What the tutorial does with its tokens, and what comes of it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <set>

#include "engine/ops.hpp"
#include "layers/attention.hpp"
#include "layers/positions.hpp"
#include "lessons/13_patches/by_hand.hpp"
#include "lessons/13_patches/sections.hpp"

namespace lesson13 {

namespace {

constexpr uint64_t kNumbers = 134;
constexpr int64_t kHeadDim = 96, kWidth = 192, kHeads = 3;

struct Favourites {
  double largest;    // weight of a row, on average
  int64_t distinct;  // patches that are somebody's favourite
  int64_t patches;
};

struct Findings {
  double one_token;             // the least weight, where a picture is one token
  Favourites positive, around;  // weights 0 … 1, and around 0
  double none, inside, across;  // f(P x) from P f(x): without positions, and with two kinds
  Tensor shuffled;              // (3, 128, 128)
};

double least_weight_of_one_token(Random& random) {
  const int64_t numbers = 64 * 64 * 3;
  const Tensor pictures = rand({3, 1, numbers}, 0, 1, random);
  const Tensor wq = randn({numbers, 64}, random) / std::sqrt(double(numbers));
  const Tensor wk = randn({numbers, 64}, random) / std::sqrt(double(numbers));
  const Tensor scores = matmul(matmul(pictures, wq), matmul(pictures, wk), {.b = true}) / 8;
  return double(min(softmax(scores, -1)).item());
}

Favourites favourites(const Tensor& patches, const Tensor& wq, const Tensor& wk) {
  const Tensor scores =
      matmul(matmul(patches, wq), matmul(patches, wk), {.b = true}) / std::sqrt(double(kHeadDim));
  const Tensor weights = softmax(scores, -1);
  const Indices best = argmax(weights, -1);
  std::set<int64_t> distinct;
  for (int64_t i = 0; i < best.numel(); ++i) distinct.insert(best[i]);
  return {double(mean(max(weights, -1)).item()), int64_t(distinct.size()), patches.size(0)};
}

// What the tutorial adds to every patch, (768): positions of the 256 pixels inside it, three
// numbers each by its formula (lesson 07), a pixel's three numbers side by side.
Tensor inside_positions() {
  Tensor table = empty({kPatch * kPatch * 3});
  real* to = table.mutable_data();
  for (int64_t p = 0; p < kPatch * kPatch; ++p) {
    *to++ = real(std::sin(double(p)));
    *to++ = real(std::cos(double(p)));
    *to++ = real(std::sin(double(p) / 10000));
  }
  return table;
}

// Do the patches' outputs change by more than their order, when they are shuffled?
void shuffle(Findings& found, const Tensor& picture, Random& random) {
  const Tensor patches = cut_channels_last(picture);  // (64, 768)
  const int64_t n = patches.size(0);
  const Indices order(random.permutation(n));
  const Tensor embed = randn({768, kWidth}, random) / std::sqrt(768.0);
  MultiheadAttention layer(kWidth, kHeads, {}, random);
  const auto differ = [&](const Tensor& per_patch, const Tensor& per_token) {
    const auto f = [&](const Tensor& x) {
      return select(layer(unsqueeze(matmul(x + per_patch, embed) + per_token, 0)), 0, 0);
    };
    return double(
        max(abs(f(index_select(patches, 0, order)) - index_select(f(patches), 0, order))).item());
  };
  found.none = differ(zeros({768}), zeros({n, kWidth}));
  found.inside = differ(inside_positions(), zeros({n, kWidth}));
  found.across = differ(zeros({768}), sinusoidal_positions(n, kWidth));
  found.shuffled = assembled(index_select(cut(picture), 0, order), grid_of(picture));
}

Findings repeat_all(const Material& material, uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  Findings found;
  found.one_token = least_weight_of_one_token(random);
  const Tensor photo = cut(material.photo);
  const Shape shape{768, kHeadDim};
  const Tensor wq = rand(shape, 0, 1, random), wk = rand(shape, 0, 1, random);
  found.positive = favourites(photo, wq, wk);
  const double root = std::sqrt(768.0);
  found.around =
      favourites(layer_norm(photo), randn(shape, random) / root, randn(shape, random) / root);
  shuffle(found, material.square, random);
  return found;
}

const std::vector<std::string> kHeader = {"weights", "largest of a row, mean",
                                          "favourites of all 713"};
const std::vector<std::string> kOrderHeader = {"positions", "f(P x) and P f(x) differ by"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto row = [](const std::string& name, const Favourites& f) {
    return std::vector<std::string>{name, fmt::format("{:.4f}", f.largest),
                                    std::to_string(f.distinct)};
  };
  return {row("0 … 1, as in the tutorial", found.positive),
          row("around 0, variance 1/768, after a layer norm", found.around)};
}

std::vector<std::vector<std::string>> order_of(const Findings& found) {
  return {{"none", fmt::format("{:.0e}", found.none)},
          {"of the pixels inside each patch", fmt::format("{:.0e}", found.inside)},
          {"of the patches", fmt::format("{:.2f}", found.across)}};
}

void print(const Findings& found) {
  std::cout << fmt::format(
                   "\n4. What the tutorial does\n\n"
                   "a picture as one token: its weight on itself is at least {:g}\n\n",
                   found.one_token)
            << show::text_table(kHeader, rows_of(found)) << "\n"
            << show::text_table(kOrderHeader, order_of(found));
}

void describe(show::Page& page, const Findings& found) {
  page.heading("What the tutorial does, and what comes of it")
      .text(fmt::format(
          "**A picture as one token.** In its section on 64 × 64 pixels the tutorial flattens each "
          "picture to 12,288 numbers. Each picture is then a set of *one* token, which can look at "
          "nobody but itself: the least weight here is {:g}, whatever the numbers are. (And each "
          "of the three matrices, 12,288 × 6,144 in double, takes 604 MB.)",
          found.one_token))
      .text(
          "**Weights between 0 and 1.** All scores are then huge, and the same patches win for "
          "everyone: the bright ones. One head over the photograph's 713 patches:")
      .table(kHeader, rows_of(found));
}

void describe_order(show::Page& page, const Findings& found, const Material& material) {
  page.text(
          "**Positions inside the patches.** The tutorial numbers the 256 pixels *inside* each "
          "patch. So every patch gets the same 768 numbers added, and nothing tells one place from "
          "another. Shuffle the patches, and the outputs are shuffled, no more:")
      .table(kOrderHeader, order_of(found),
             "The flower's 64 patches; three heads with random weights.")
      .begin_row()
      .figure(show::Picture::rgb(material.square).enlarged(2),
              "To attention with the tutorial's positions, this picture … *Photograph: " +
                  material.square_credit + "; reduced, cropped.*",
              "A flower.")
      .figure(
          show::Picture::rgb(found.shuffled).enlarged(2),
          "… and this one are the same. *Photograph: " + material.square_credit + "; shuffled.*",
          "The same flower with its 64 squares in random order.")
      .end_row()
      .text(
          "**d divided by the heads twice**, and no output projection: lesson 06 shows what the "
          "first does to the scores. What is right in the tutorial is the counting: 713 patches, "
          "and 714 tokens with CLS.");
}

}  // namespace

void repeat_the_tutorial(Lesson& lesson) {
  const Findings found = repeat_all(lesson.material, lesson.run.seed());
  print(found);
  describe(lesson.page, found);
  describe_order(lesson.page, found, lesson.material);
  lesson.run.figure("weight_of_one_token", found.one_token);
  lesson.run.figure("favourites_positive", found.positive.distinct, show::Range{1, 1});
  lesson.run.figure("favourites_around_0", found.around.distinct, show::Range{201, 219});
  lesson.run.figure("shuffled_positions_inside", found.inside, show::Range{4.17e-07, 4.77e-07});
  lesson.run.figure("shuffled_positions_of_patches", found.across, show::Range{0.0422, 0.0657});
}

}  // namespace lesson13
