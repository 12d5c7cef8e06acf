// Self-attention without anything to learn, and what softmax and the scale add to it.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/06_self_attention/sections.hpp"
#include "lessons/06_self_attention/words.hpp"

namespace lesson06 {

namespace {

// y_i = sum_j (x_i x_j) x_j: three words of code, all tokens at once.
Tensor plain(const Tensor& x) { return matmul(matmul(x, x, {.b = true}), x); }

Tensor weights(const Tensor& x, double scale) {
  return softmax(scale * matmul(x, x, {.b = true}), -1);
}

Tensor soft(const Tensor& x, double scale) { return matmul(weights(x, scale), x); }

double length_of(const Tensor& x) { return std::sqrt(double(sum(x * x).item())); }

double mean_of_diagonal(const Tensor& w) {
  double total = 0;
  for (int64_t i = 0; i < w.size(0); ++i) total += double(w.at({i, i}));
  return total / double(w.size(0));
}

// How much longer all outputs are for an input that says the same.
struct Growth {
  std::string change;
  double plain, soft;
};

struct Findings {
  Words words = eight_words();
  double scale = 1 / std::sqrt(5.0);
  std::vector<Growth> growths;
  double alone, alone_scaled;  // how much a word gives to itself, on average
  double asymmetry;            // of the scores
};

double growth(const Tensor& from, const Tensor& to) { return length_of(to) / length_of(from); }

Findings measure() {
  Findings found;
  const Tensor& x = found.words.x;
  const int64_t n = x.size(0);
  const auto first = [&](const Tensor& y) { return slice(y, 0, 0, n); };
  const auto compare = [&](const std::string& change, const Tensor& changed) {
    found.growths.push_back({change, growth(plain(x), first(plain(changed))),
                             growth(soft(x, found.scale), first(soft(changed, found.scale)))});
  };
  compare("every word said twice", cat({x, x}, 0));
  compare("every word said ten times", repeat(x, {10, 1}));
  compare("every vector twice as long", 2.0 * x);
  compare("every vector ten times as long", 10.0 * x);
  const Tensor scores = matmul(x, x, {.b = true});
  found.alone = mean_of_diagonal(weights(x, 1));
  found.alone_scaled = mean_of_diagonal(weights(x, found.scale));
  found.asymmetry = double(max(abs(scores - transpose(scores, 0, 1))).item());
  return found;
}

std::vector<std::vector<std::string>> growths_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [change, without, with] : found.growths)
    rows.push_back({change, fmt::format("{:.4g}", without), fmt::format("{:.3g}", with)});
  return rows;
}

const std::vector<std::string> kHeader = {"the input", "without softmax", "with softmax"};

void print(const Findings& found) {
  std::cout << "\n2. Self-attention without anything to learn\n\n"
            << "the outputs are so many times as long, where\n\n"
            << show::text_table(kHeader, growths_of(found))
            << fmt::format(
                   "\na word gives itself a weight of {:.2f} on average; with the scale, {:.2f}\n",
                   found.alone, found.alone_scaled);
}

std::string drawn(const Words& words, const Tensor& matrix, const std::string& title,
                  const std::string& seen, bool shares) {
  show::HeatOptions options{.row_names = words.names, .column_names = words.names, .numbers = true};
  if (shares) options.low = 0, options.high = 1;
  Tensor rounded = matrix.clone();
  for (int64_t i = 0; i < rounded.numel(); ++i)
    rounded.mutable_data()[i] = std::round(rounded.data()[i] * 100) / 100;
  return show::heat_plot({title, seen, "is looked at", "looks"}, rounded, options);
}

void describe_form(show::Page& page, const Findings& found) {
  const Tensor& x = found.words.x;
  page.heading("Attention without anything to learn")
      .text(
          "Let every word look at all words, itself among them, and take of each as much as it is "
          "alike:")
      .formula("y_i = \\sum_{j=1}^{N} (x_i \\cdot x_j) \\, x_j")
      .text(
          "$x$ has three parts in this, and they have names: as $x_i$ it asks (the *query*), as "
          "the first $x_j$ it is compared (the *key*), as the second it is what is handed over "
          "(the *value*). This is what makes it *self*-attention. For all words at once it is two "
          "matrix products, $Y = (X X^\\top) X$. One of the tutorials stops here. But:")
      .table(kHeader, growths_of(found), "So many times as long are the outputs.")
      .text(
          "Said twice, a sentence means the same, and its output is twice as long: stack a few "
          "such layers and the numbers run away, cubed by each. Softmax repairs it. Its weights "
          "are positive and sum to 1, so an output is a *mean* of the words, never outside of "
          "them, however many there are:")
      .formula("y_i = \\sum_{j} w_{ij} \\, x_j")
      .formula(
          "w_{ij} = \\frac{e^{x_i \\cdot x_j / \\sqrt d}}{\\sum_m e^{x_i \\cdot x_m / \\sqrt d}}")
      .begin_row()
      .figure(drawn(found.words, matmul(x, x, {.b = true}), "Scores, x·x",
                    "A symmetric matrix; the diagonal, 4 to 7, is the largest of each row, the "
                    "bread's with the feast's.",
                    false),
              "Scores. Row king is what was itemised above.")
      .figure(drawn(found.words, weights(x, 1), "Softmax",
                    "Each row sums to 1; nearly all lies on the diagonal.", true),
              "Softmax of each row. A word sees little but itself.")
      .figure(
          drawn(found.words, weights(x, found.scale), "Softmax, scores / √5",
                "Each row sums to 1; the diagonal is still largest, but neighbours share.", true),
          "With the scale 1/√d, d = 5. The same order, and room for others.")
      .end_row();
}

void describe_scale(show::Page& page, const Findings& found) {
  page.text(fmt::format(
                "The scale changes no order. It keeps softmax from deciding before anything was "
                "learned: on average a word gives itself {:.2f} of its attention without it, and "
                "{:.2f} with it. Lesson 05 shows what that does to the gradient.",
                found.alone, found.alone_scaled))
      .text(
          "Two things no softmax can repair. Scores are symmetric: the king looks at the feast "
          "exactly as much, before softmax, as the feast at the king. And among vectors of about "
          "one length everyone is most like himself: the diagonal wins (the bread alone is torn, "
          "for the feast has as much food), and the output is the input, blurred. Nobody can *ask "
          "for something else than he is*; and there is not one number "
          "that could be learned.");
}

}  // namespace

void attend_without_weights(Lesson& lesson) {
  const Findings found = measure();
  print(found);
  describe_form(lesson.page, found);
  describe_scale(lesson.page, found);
  lesson.run.figure("growth_said_twice", found.growths[0].plain);
  lesson.run.figure("growth_said_twice_softmax", found.growths[0].soft);
  lesson.run.figure("growth_twice_as_long", found.growths[2].plain);
  lesson.run.figure("weight_on_itself", found.alone);
  lesson.run.figure("weight_on_itself_scaled", found.alone_scaled);
}

}  // namespace lesson06
