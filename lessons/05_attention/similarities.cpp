// Three ways to be alike, on a dictionary where they differ; and the loops against the engine.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/random.hpp"
#include "lessons/05_attention/attention.hpp"
#include "lessons/05_attention/sections.hpp"
#include "lessons/05_attention/winds.hpp"
#include "lessons/show/measure.hpp"

namespace lesson {

using namespace heed;

namespace {

// The four winds, and a storm: a key in between that is three times as long.
Dictionary winds_and_storm() {
  Dictionary winds = four_winds();
  winds.names.push_back("storm");
  winds.keys = cat({winds.keys, reshape(direction(-45, 3), {1, 2})});
  winds.values = cat({winds.values, Tensor({1, 1}, {-4})});
  return winds;
}

// Set by hand, where Bahdanau's are learned. The first two hidden numbers look to the east, the
// others to the north: tanh(2x + 1) - tanh(2x - 1) is a hill, highest where x = q - k is 0. So this
// is the caveman's "is equal", with soft edges.
Additive soft_equality() {
  return {Tensor({4, 2}, {2, 0, 2, 0, 0, 2, 0, 2}), Tensor({4, 2}, {-2, 0, -2, 0, 0, -2, 0, -2}),
          Tensor({4}, {1, -1, 1, -1}), Tensor({4}, {2, -2, 2, -2})};
}

struct Column {
  std::string name;
  std::vector<double> scores;
  Answer answer;
};

std::vector<Column> ask_each(const Dictionary& winds, const Tensor& query) {
  const std::pair<const char*, Similarity> similarities[] = {
      {"dot", dot}, {"scaled", scaled_dot}, {"additive", soft_equality()}};
  std::vector<Column> columns;
  for (const auto& [name, similarity] : similarities) {
    std::vector<double> scores;
    for (int64_t i = 0; i < winds.keys.size(0); ++i)
      scores.push_back(double(similarity(query, select(winds.keys, 0, i)).item()));
    columns.push_back({name, scores, soft_attention(query, winds.keys, winds.values, similarity)});
  }
  return columns;
}

// The queries' answers, one loop each.
Tensor answers_by_loop(const Tensor& queries, const Tensor& keys, const Tensor& values) {
  std::vector<Tensor> answers;
  for (int64_t i = 0; i < queries.size(0); ++i)
    answers.push_back(soft_attention(select(queries, 0, i), keys, values, scaled_dot).value);
  return stack(answers);
}

std::vector<std::string> header_of(const std::vector<Column>& columns) {
  std::vector<std::string> header = {"key, value"};
  for (const Column& column : columns) {
    header.push_back(column.name);
    header.push_back("weight");
  }
  return header;
}

std::vector<std::vector<std::string>> rows_of(const Dictionary& winds,
                                              const std::vector<Column>& columns) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < winds.names.size(); ++i) {
    rows.push_back({fmt::format("{}, {:.0f} °C", winds.names[i], winds.values.data()[i])});
    for (const Column& column : columns) {
      rows.back().push_back(fmt::format("{:.2f}", column.scores[i] + 0.0));  // -0 becomes 0
      rows.back().push_back(fmt::format("{:.3f}", column.answer.weights.data()[i]));
    }
  }
  return rows;
}

std::string answers_of(const std::vector<Column>& columns) {
  std::string answers;
  for (const Column& column : columns)
    answers += fmt::format("{}{} {:.1f} °C", answers.empty() ? "" : ", ", column.name,
                           column.answer.value.item());
  return answers;
}

void write_forms(show::Page& page) {
  page.heading("Three ways to be alike")
      .text("What the scores are is free, as long as they have a gradient. Three are common:")
      .list({"**dot product**: $q \\cdot k$",
             "**scaled dot product**: $q \\cdot k / \\sqrt{d}$, where $d$ is how many numbers $q$ "
             "has",
             "**additive**: $v^\\top \\tanh(W_q q + W_k k + b)$, a small network"})
      .text(
          "They are not the same question. Add to the four winds a storm from the north-west, a "
          "key three times as long, and ask for *west*, which is a key of the table:");
}

void write_lesson_of_storm(show::Page& page) {
  page.text(
          "The dot product lets the storm win over the exact match, 2.12 against 1, because a long "
          "key multiplies whatever it is asked. The scale makes all scores smaller alike and does "
          "not change who wins. The additive form, here with numbers set by hand so that each pair "
          "of $\\tanh$ makes a hill around $q = k$, asks whether they are equal, and finds the "
          "west wind. In a real model $W_q$, $W_k$ and $v$ are learned; there, dot products get "
          "learned projections too, which can keep a key from shouting.")
      .note(
          "The source tutorials say that likeness is about 1 for what is alike and about 0 for "
          "what is not, and that related vectors have large numbers in the same places. A dot "
          "product knows no such limits: signs and lengths count, two large negative numbers add "
          "as much as two positive ones, and only softmax makes weights of the scores.");
}

}  // namespace

void compare_similarities(show::Page& page) {
  const Dictionary winds = winds_and_storm();
  const std::vector<Column> columns = ask_each(winds, select(winds.keys, 0, 3));  // west
  const auto header = header_of(columns);
  const auto rows = rows_of(winds, columns);
  const std::string answers = answers_of(columns);
  std::cout << "\n3. Three ways to be alike: scores and weights of a query to the west\n\n"
            << show::text_table(header, rows) << "answers: " << answers << "\n";
  write_forms(page);
  page.table(header, rows, "Answers: " + answers + ". The west wind alone brings 14 °C.");
  write_lesson_of_storm(page);
}

void compare_with_engine(show::Run& run, show::Page& page) {
  const Tensor keys = randn({12, 16}), values = randn({12, 5}), weigh = randn({8, 5});
  Tensor queries = randn({8, 16});
  Tensor same = queries.clone();
  queries.requires_grad_(), same.requires_grad_();
  const Tensor looped = answers_by_loop(queries, keys, values);
  const Tensor fused = scaled_dot_product_attention(same, keys, values);
  sum(looped * weigh).backward();
  sum(fused * weigh).backward();
  const double answers = show::largest_difference(looped, fused);
  const double gradients = show::largest_difference(queries.grad(), same.grad());
  run.figure("loop_against_fused", std::max(answers, gradients));
  std::cout << fmt::format(
      "\nThe loops and scaled_dot_product_attention, 8 queries, 12 keys, d = 16:\n"
      "answers differ by at most {:.1g}, gradients by {:.1g}\n",
      answers, gradients);
  page.text(fmt::format(
      "The loops of this lesson are written for reading. The engine does the same as one "
      "operation, `scaled_dot_product_attention`. This run compared them, with 8 queries, 12 keys "
      "and $d = 16$: the answers differ by at most {:.1g}, the gradients by {:.1g}.",
      answers, gradients));
}

}  // namespace lesson
