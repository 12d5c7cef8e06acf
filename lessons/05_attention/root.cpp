// Why the scores are divided by √d: what softmax does to products of long vectors.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/softmax.hpp"
#include "engine/random.hpp"
#include "lessons/05_attention/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr int64_t kLengths[] = {1, 4, 16, 64, 256, 1024};
constexpr int64_t kTrials = 64, kQueries = 16, kKeys = 16;

struct Sharpness {
  double largest;  // weight of a query's best key, on average
  double slope;    // its derivative by its own score, on average; 1/4 at most
};

// scores (trials, queries, keys)
Sharpness measure(const Tensor& products) {
  Tensor scores = products.clone();
  scores.requires_grad_();
  const Tensor largest = max(softmax(scores, -1), -1);
  sum(largest).backward();
  // A score's own weight rises with it, all others fall: the one positive number of each row.
  return {double(mean(largest).item()), double(mean(max(scores.grad(), -1)).item())};
}

struct Row {
  int64_t d;
  Sharpness plain, scaled;
};

Row measure_vectors_of(int64_t d) {
  const Tensor scores =
      matmul(randn({kTrials, kQueries, d}), randn({kTrials, kKeys, d}), {.b = true});
  return {d, measure(scores), measure(scores / std::sqrt(double(d)))};
}

void print(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const auto& [d, plain, scaled] : rows) {
    cells.push_back({std::to_string(d)});
    for (const double value : {plain.largest, plain.slope, scaled.largest, scaled.slope})
      cells.back().push_back(fmt::format("{:.3f}", value));
  }
  std::cout << fmt::format("\n4. Why divide by sqrt(d)? {} keys, random vectors of d numbers\n\n",
                           kKeys)
            << show::text_table({"d", "largest weight", "its slope", "scaled: weight", "slope"},
                                cells);
}

std::string drawn(const std::vector<Row>& rows, const std::string& title, const std::string& name,
                  double Sharpness::*number) {
  std::vector<std::string> lengths;
  show::Bars plain{"scores q·k", {}}, scaled{"scores q·k / √d", {}};
  for (const Row& row : rows) {
    lengths.push_back(std::to_string(row.d));
    plain.values.push_back(row.plain.*number);
    scaled.values.push_back(row.scaled.*number);
  }
  const std::string words = fmt::format(
      "From d = 1 to d = 1024: without the scale from {:.3f} to {:.3f}, with it from {:.3f} to "
      "{:.3f}.",
      plain.values.front(), plain.values.back(), scaled.values.front(), scaled.values.back());
  return show::bar_plot({title, words, "numbers in a vector, d", name}, lengths, {plain, scaled});
}

void write(show::Page& page, const std::vector<Row>& rows) {
  page.heading("Why divide by √d?")
      .text(
          "A product $q \\cdot k$ is a sum of $d$ terms. If each is random with variance 1, the "
          "sum has variance $d$: scores grow like $\\sqrt{d}$ although nothing became more alike. "
          "Softmax takes them for certainty. Measured, with random vectors and 16 keys:")
      .begin_row()
      .figure(drawn(rows, "Certain of nothing", "largest weight (mean)", &Sharpness::largest),
              "Without the scale, one of 16 random keys gets nearly all the weight; with it, the "
              "length of the vectors does not matter.")
      .figure(
          drawn(rows, "And deaf to correction", "its derivative (mean)", &Sharpness::slope),
          "How much the largest weight moves when its own score does, $w(1-w)$, from `backward()`. "
          "Where $w$ is 1 almost no gradient comes through, and the mistake stays.")
      .end_row()
      .text(
          "Dividing by $\\sqrt{d}$ brings the scores back to variance 1 at the start of training. "
          "Later the model may make them as large as it likes: then it is certain for a reason.");
}

}  // namespace

void divide_by_root(show::Run& run, show::Page& page) {
  std::vector<Row> rows;
  for (const int64_t d : kLengths) rows.push_back(measure_vectors_of(d));
  print(rows);
  write(page, rows);
  const auto& [d, plain, scaled] = rows.back();
  run.figure("largest_weight_d1024", plain.largest, show::Range{0.960, 0.967});
  run.figure("largest_weight_d1024_scaled", scaled.largest, show::Range{0.244, 0.250});
  run.figure("slope_d1024", plain.slope, show::Range{0.0237, 0.0276});
  run.figure("slope_d1024_scaled", scaled.slope, show::Range{0.176, 0.180});
}

}  // namespace lesson
