// One attention computed step by step, with real numbers: scores, scaled, masked, softmax, sum.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <limits>

#include "lessons/12_transformer/attention_steps.hpp"
#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

namespace {

const std::vector<std::string> kWords = {"the", "cat", "sat", "down"};

using Rows = std::vector<std::vector<std::string>>;

std::string number(double x) {
  if (x == -std::numeric_limits<double>::infinity()) return "-inf";
  return fmt::format("{:.2f}", x);
}

Rows rows_of(const Tensor& x) {
  Rows rows;
  for (int64_t i = 0; i < x.size(0); ++i) {
    rows.push_back({kWords[size_t(i)]});
    for (int64_t j = 0; j < x.size(1); ++j) rows.back().push_back(number(double(x.at({i, j}))));
  }
  return rows;
}

std::vector<std::string> header(const std::string& name, bool of_words) {
  std::vector<std::string> names = {name};
  for (int64_t j = 0; j < kTokens; ++j)
    names.push_back(of_words ? kWords[size_t(j)] : fmt::format("{}", j + 1));
  return names;
}

// A matrix whose rows are words; its columns, too, or the numbers of a vector.
std::string drawn(const std::string& title, const std::string& description, const Tensor& x,
                  bool of_words, double limit) {
  show::HeatOptions options = {
      .row_names = kWords, .low = -limit, .high = limit, .map = show::diverging, .numbers = true};
  options.column_names = of_words ? kWords : std::vector<std::string>{"1", "2", "3", "4"};
  if (of_words && limit == 1) options.low = 0, options.map = show::viridis;
  return show::heat_plot({title, description, of_words ? "looks at" : "number of the vector", ""},
                         x, options);
}

// "0.5·1.0 + …": the second word's score of the first, written out.
std::string written_product(const AttentionSteps& b, int64_t i, int64_t j) {
  const auto factor = [](double x) {
    return x < 0 ? fmt::format("({:g})", x) : fmt::format("{:g}", x);
  };
  std::string text;
  for (int64_t n = 0; n < kNumbers; ++n)
    text += fmt::format("{}{} \\cdot {}", n ? " + " : "", factor(double(b.q.at({i, n}))),
                        factor(double(b.k.at({j, n}))));
  return fmt::format("q_{{\\text{{{}}}}} \\cdot k_{{\\text{{{}}}}} = {} = {:g}", kWords[size_t(i)],
                     kWords[size_t(j)], text, b.scores.at({i, j}));
}

std::string written_softmax(const AttentionSteps& b, int64_t i) {
  std::string sum;
  for (int64_t j = 0; j <= i; ++j)
    sum += fmt::format("{}e^{{{:.2f}}}", j ? " + " : "", b.masked.at({i, j}));
  return fmt::format("w_{{\\text{{{}}}, \\text{{{}}}}} = \\frac{{e^{{{:.2f}}}}}{{{}}} = {:.2f}",
                     kWords[size_t(i)], kWords[0], b.masked.at({i, 0}), sum, b.weights.at({i, 0}));
}

void describe_scores(show::Page& page, const AttentionSteps& b) {
  page.heading("One attention, number by number")
      .formula(
          "\\text{Attention}(Q, K, V) = \\operatorname{softmax}\\left(\\frac{Q K^\\top}"
          "{\\sqrt{d}} + M\\right) V")
      .text(
          "Four words; each has a query, a key and a value of $d = 4$ numbers, a row each. (A "
          "trained model computes them by three matrices; here they are made up.)")
      .begin_row()
      .figure(drawn("Q, queries", "Four rows of four numbers.", b.q, false, 2), "What a word asks.")
      .figure(drawn("K, keys", "Four rows of four numbers.", b.k, false, 2), "What it is found by.")
      .figure(drawn("V, values", "Four rows of four numbers.", b.v, false, 2), "What it gives.")
      .end_row()
      .text("**1. Scores.** Every query with every key, row $i$ for the one who asks:")
      .formula(written_product(b, 2, 1))
      .table(header("Q Kᵀ", true), rows_of(b.scores))
      .text(
          "**2. Scaled.** Divided by $\\sqrt{4} = 2$, so that long vectors do not shout (lesson "
          "05):")
      .table(header("/ √d", true), rows_of(b.scaled));
}

void describe_weights(show::Page& page, const AttentionSteps& b) {
  page.text(
          "**3. Masked.** When a sentence is written word by word, no word may look at a later "
          "one. $M$ adds $-\\infty$ there, and $e^{-\\infty} = 0$:")
      .table(header("+ M", true), rows_of(b.masked))
      .text("**4. Softmax** of each row: positive weights that sum to 1.")
      .formula(written_softmax(b, 2))
      .begin_row()
      .table(header("weights", true), rows_of(b.weights))
      .figure(drawn("The weights", "A lower triangle: no word looks at a later one.", b.weights,
                    true, 1),
              "The same as a map, as all maps of this page are drawn: a row for who looks.")
      .end_row()
      .text(
          "**5. The weighted sum.** Each word takes from the values what its row says; the first "
          "can only look at itself and takes its own value as it is:")
      .table(header("weights · V", false), rows_of(b.result))
      .text(fmt::format(
          "Computed here by loops, in `attention_steps.cpp`, and by the engine in one fused "
          "operation: they differ by {:.1g} at most.",
          b.difference))
      .text(
          "*Heads*: a model does this $h$ times side by side, each head with its own matrices to "
          "$D / h$ numbers, lays the results next to each other and mixes them by one more "
          "matrix:")
      .formula(
          "\\text{head}_i = \\text{Attention}(X W_i^Q, X W_i^K, X W_i^V), \\qquad "
          "[\\text{head}_1, \\dots, \\text{head}_h] \\, W^O");
}

}  // namespace

void compute_by_hand(Lesson& lesson) {
  const AttentionSteps b = compute_steps();
  std::cout << "1. One attention, number by number (causal)\n\n"
            << show::text_table(header("scores", true), rows_of(b.scores)) << "\n"
            << show::text_table(header("scaled", true), rows_of(b.scaled)) << "\n"
            << show::text_table(header("masked", true), rows_of(b.masked)) << "\n"
            << show::text_table(header("weights", true), rows_of(b.weights)) << "\n"
            << show::text_table(header("result", false), rows_of(b.result))
            << fmt::format("\nloops and engine differ by {:.1g} at most\n", b.difference);
  describe_scores(lesson.page, b);
  describe_weights(lesson.page, b);
}

}  // namespace lesson12
