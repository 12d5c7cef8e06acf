// Attention does not know the order of its tokens: shuffle them, and the outputs are shuffled.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "layers/attention.hpp"
#include "layers/positions.hpp"
#include "lessons/07_positions/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kWidth = 8, kHeads = 2, kTokens = 50;
constexpr uint64_t kNumbers = 70;

struct Findings {
  double without = 0, with = 0;  // f(P x) from P f(x), at most; with: positions are added first
  Tensor dog_bites_man, man_bites_dog;  // (3, 8): outputs without positions
  Tensor dog_moved;                     // (2, 8): its last output less its first, without and with
};

Findings shuffle(uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  MultiheadAttention layer(kWidth, kHeads, {}, random);
  const auto attend = [&](const Tensor& x) { return select(layer(unsqueeze(x, 0)), 0, 0); };
  const auto placed = [&](const Tensor& x) {
    return attend(x + sinusoidal_positions(x.size(0), kWidth));
  };
  const Tensor x = randn({kTokens, kWidth}, random);
  const Indices order(random.permutation(kTokens));
  const auto shuffled = [&](const Tensor& rows) { return index_select(rows, 0, order); };
  Findings found;
  found.without = show::largest_difference(attend(shuffled(x)), shuffled(attend(x)));
  found.with = show::largest_difference(placed(shuffled(x)), shuffled(placed(x)));
  const Tensor words = slice(x, 0, 0, 3), turned = flip(words, {0});  // dog bites man; backwards
  found.dog_bites_man = attend(words);
  found.man_bites_dog = attend(turned);
  const auto moved = [](const Tensor& first, const Tensor& last) {
    return select(last, 0, 2) - select(first, 0, 0);
  };
  found.dog_moved = stack(
      {moved(found.dog_bites_man, found.man_bites_dog), moved(placed(words), placed(turned))});
  return found;
}

void print(const Findings& found) {
  std::cout << fmt::format(
      "1. Shuffle {} tokens: how far are their outputs from the shuffled outputs?\n\n"
      "without positions {:.1g}, with positions {:.2f}\n",
      kTokens, found.without, found.with);
}

std::string drawn(const std::string& title, const Tensor& outputs,
                  const std::vector<std::string>& words, double limit) {
  return show::heat_plot(
      {title, "Rows of eight numbers, an output each.", "number of the output", ""}, outputs,
      {.row_names = words, .low = -limit, .high = limit, .map = show::diverging});
}

void describe(show::Page& page, const Findings& found) {
  const std::vector<std::string> forth = {"dog", "bites", "man"}, back = {"man", "bites", "dog"};
  const double limit = double(max(abs(found.dog_bites_man)).item());
  page.heading("Attention does not know the order")
      .text(
          "A token's output is a mean over all tokens, and a mean does not ask who stands where. "
          "So shuffle the tokens, by a permutation $P$, and the outputs are shuffled in the same "
          "way and otherwise unchanged:")
      .formula("f(P X) = P f(X)")
      .text(fmt::format(
          "A layer of two heads with random weights, {} random tokens: the two sides differ by "
          "{:.1g}, which is rounding. For such a layer *dog bites man* and *man bites dog* are "
          "the same bag of words:",
          kTokens, found.without))
      .begin_row()
      .figure(drawn("dog bites man", found.dog_bites_man, forth, limit), "Without positions.")
      .figure(drawn("man bites dog", found.man_bites_dog, back, limit),
              "The dog's row is the dog's row, wherever it stands.")
      .end_row()
      .text(fmt::format(
          "The remedy: add to each token a vector that says where it stands. Then the two sides "
          "differ by {:.2f}, and a dog at the end is not a dog at the beginning:",
          found.with))
      .figure(drawn("The dog: as the last word, less as the first", found.dog_moved,
                    {"no positions", "positions"}, double(max(abs(found.dog_moved)).item())),
              "Without positions its output is the same at both ends, with them it is not.");
}

}  // namespace

void shuffle_a_sentence(Lesson& lesson) {
  const Findings found = shuffle(lesson.run.seed());
  print(found);
  describe(lesson.page, found);
  lesson.run.figure("shuffled_differ_by", found.without, show::Range{5.96e-08, 8.95e-08});
  lesson.run.figure("shuffled_with_positions", found.with, show::Range{0.187, 0.493});
}

}  // namespace lesson07
