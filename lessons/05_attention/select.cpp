// From the SELECT that answers exactly to the one that answers softly.
#include <fmt/format.h>

#include <iostream>

#include "lessons/05_attention/attention.hpp"
#include "lessons/05_attention/plane.hpp"
#include "lessons/05_attention/sections.hpp"
#include "lessons/05_attention/winds.hpp"

namespace lesson {

using namespace heed;

namespace {

// Four winds, a query, and what attention with q·k makes of them.
std::string drawn(const Dictionary& winds, const std::string& title, const Tensor& query) {
  const Answer answer = soft_attention(query, winds.keys, winds.values, dot);
  Plane plane(title,
              fmt::format("The query as an arrow among the four winds; their weights are {:.2f}, "
                          "and the answer is {:.1f} °C.",
                          fmt::join(numbers_of(answer.weights), ", "), answer.value.item()),
              1.75);
  for (int64_t i = 0; i < winds.keys.size(0); ++i) {
    const double weight = double(answer.weights.at({i}));
    const std::string colour = show::to_hex(show::palette(int(i)));
    plane.key(double(winds.keys.at({i, 0})), double(winds.keys.at({i, 1})), weight, colour,
              winds.names[size_t(i)]);
    plane.bar(fmt::format("{}, {:.0f} °C:", winds.names[size_t(i)], winds.values.at({i, 0})),
              weight, colour);
  }
  plane.arrow(double(query.at({0})), double(query.at({1})), "query");
  return plane.line(fmt::format("answer: {:.1f} °C", answer.value.item())).svg();
}

// How the weights change as the query grows: from the mean to the one most alike.
std::string drawn_growing(const Dictionary& winds) {
  constexpr int kPoints = 61;
  std::vector<double> lengths;
  std::vector<std::vector<double>> weights(winds.names.size());
  for (int i = 0; i < kPoints; ++i) {
    lengths.push_back(8.0 * i / (kPoints - 1));
    const Tensor query = direction(30, lengths.back());
    const auto now = numbers_of(soft_attention(query, winds.keys, winds.values, dot).weights);
    for (size_t k = 0; k < now.size(); ++k) weights[k].push_back(now[k]);
  }
  show::LinePlot plot({"The longer the query, the harder its choice",
                       "At length 0 all weights are 0.25; at 8 the north wind has nearly all.",
                       "length of the query, 30° from north", "weight"});
  for (size_t k = 0; k < weights.size(); ++k) plot.add(winds.names[k], lengths, weights[k]);
  return plot.y_range(0, 1).svg();
}

struct Question {
  std::string name;
  Tensor query;
};

std::vector<Question> questions() {
  return {{"north", direction(0)},
          {"north-east", direction(45)},
          {"north-east, 4 times as long", direction(45, 4)},
          {"nothing: length 0", direction(0, 0)}};
}

void print_answers(const Dictionary& winds) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, query] : questions()) {
    const Answer answer = soft_attention(query, winds.keys, winds.values, dot);
    rows.push_back({name});
    for (const double weight : numbers_of(answer.weights))
      rows.back().push_back(fmt::format("{:.3f}", weight));
    rows.back().push_back(fmt::format("{:.2f} °C", answer.value.item()));
  }
  std::cout << "\n2. A soft SELECT: weights of four winds (2, 10, 26, 14 °C), and the answer\n\n"
            << show::text_table({"query", "north", "east", "south", "west", "answer"}, rows);
}

void write_planes(show::Page& page, const Dictionary& winds) {
  page.heading("A soft SELECT")
      .text(
          "Four winds, each a direction (the key) and the temperature it brings (the value). A "
          "north-east wind is not in the table; a database returns no row. Attention gives every "
          "key a score for its likeness to the query, here the product $q \\cdot k_i$, turns the "
          "scores into weights that are positive and sum to 1, and mixes the values:")
      .formula(
          "w_i = \\frac{e^{s_i}}{\\sum_j e^{s_j}} \\quad \\text{with} \\quad s_i = q \\cdot k_i")
      .formula("y = \\sum_{i=1}^{n} w_i v_i")
      .begin_row()
      .figure(drawn(winds, "The north wind", direction(0)),
              "The query is the north wind's own key. It gets the largest weight, but far from "
              "all: the answer is pulled towards the others.")
      .figure(drawn(winds, "A north-east wind", direction(45)),
              "Between two keys: both get the same weight. The north-east wind is not in the table "
              "and has an answer all the same.")
      .figure(drawn(winds, "Quite certainly north-east", direction(45, 1.6)),
              "The same direction, 1.6 times as long. Every score is multiplied by 1.6, and the "
              "winds from behind fade.")
      .end_row();
}

void write_growing(show::Page& page, const Dictionary& winds) {
  page.text(
          "So a query says two things: its direction what it looks for, its length how certain it "
          "is. At length 0 it takes the mean of all; as it grows, softmax comes ever closer to the "
          "one best match, the hard SELECT. Dividing the scores by a large number (which is then "
          "called temperature) does the opposite.")
      .figure(drawn_growing(winds),
              "Weights for a query 30° from north. East is the runner-up: it gains until north "
              "takes over.");
}

}  // namespace

void select_by_loop(show::Run& run, show::Page& page) {
  const std::vector<double> scaled = caveman_attention(1, {0, 1, 2}, {8, 3, 4});
  double sum = 0;
  for (const double value : scaled) sum += value;
  const std::string text = fmt::format(
      "SELECT value WHERE key = 1\n\n"
      "keys               [0, 1, 2]\n"
      "values             [8, 3, 4]\n"
      "value times match  [{}]\n"
      "their sum          {}\n",
      fmt::join(scaled, ", "), sum);
  std::cout << "1. A SELECT in a loop\n\n" << text;
  run.figure("caveman", scaled);

  page.heading("A SELECT in a loop")
      .text(
          "A database answers exactly: *give me the value whose key equals my query.* As a loop, "
          "compare the query with every key, 1 where they are equal and 0 where not; multiply each "
          "value by its comparison; add up.")
      .code(text)
      .note(
          "The blog post that this lesson grew from stops one step early and returns the list. "
          "Attention is the **sum** of the list: one answer, as large as one value, however many "
          "keys there are.")
      .text(
          "This caveman is exact, and that is his weakness. Asked for 1.01 he answers 0, as if "
          "nothing were near; and nobody can tell him in which direction to change his question to "
          "get a better answer. Both have the same cure: compare softly.");
}

void select_softly(show::Run& run, show::Page& page) {
  const Dictionary winds = four_winds();
  print_answers(winds);
  const Answer answer = soft_attention(direction(45), winds.keys, winds.values, dot);
  run.figure("answer_north_east", answer.value.item());
  write_planes(page, winds);
  write_growing(page, winds);
}

}  // namespace lesson
