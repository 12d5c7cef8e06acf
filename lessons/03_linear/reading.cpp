// A second layer, and how well both read beside a rival that learns nothing.
#include <fmt/format.h>

#include <iostream>

#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr double kRate = 0.5;

struct Reading {
  std::string name;
  int64_t parameters;
  double train, test;  // shares read rightly
};

Reading judge(const Lesson& lesson, const std::string& name, Layer& model) {
  return {name, model.num_parameters(), accuracy_on(model, lesson.train),
          accuracy_on(model, lesson.test)};
}

const std::vector<std::string> kHeader = {"reader", "parameters", "training digits right",
                                          "test digits right"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Reading>& readings,
                                              double nearest) {
  std::vector<std::vector<std::string>> rows;
  for (const Reading& r : readings)
    rows.push_back({r.name, fmt::format("{}", r.parameters), fmt::format("{:.3f}", r.train),
                    fmt::format("{:.3f}", r.test)});
  rows.push_back({"nearest neighbour", "0", "1.000", fmt::format("{:.3f}", nearest)});
  return rows;
}

std::string confusions(Layer& model, const Rows& test) {
  const NoGrad no_grad;
  const Indices counts = confusion_matrix(model(test.x), test.labels);
  const std::vector<real> numbers(counts.data(), counts.data() + counts.numel());
  return show::heat_plot({"What the linear layer takes for what",
                          "Nearly all counts lie on the diagonal.", "read as", "is"},
                         Tensor({kClasses, kClasses}, numbers), {.numbers = true});
}

void describe(Lesson& lesson, Scores& linear, const std::vector<double>& losses,
              const std::vector<std::vector<std::string>>& rows) {
  show::LinePlot plot(
      {"The loss of the MLP", "It falls from 2.3 towards 0.", "step", "loss (nats)"});
  plot.add("each batch of 64", losses).level("guessing: ln 10", 2.303);
  lesson.page.heading("One more layer")
      .text(
          "A linear layer can say *ink here is good for a seven*. It cannot say *ink here is good "
          "for a seven if there is ink there, too*: every pixel has one vote, whatever the others "
          "do. Two linear layers one after the other cannot either, for $W_2 (W_1 x)$ is $(W_2 "
          "W_1) x$, one layer again. With something bent between them they can. That is an MLP, a "
          "multilayer perceptron:")
      .formula("z = W_2 \\max(0, W_1 x + b_1) + b_2")
      .table(kHeader, rows,
             fmt::format("{} digits to learn from, {} others to be tested on, the same for every "
                         "seed; one of these is {:.4f}. Both models: plain gradient descent with "
                         "rate {}, the same batches of {}.",
                         lesson.train.size(), lesson.test.size(), 1.0 / double(lesson.test.size()),
                         kRate, kBatch))
      .note(
          "Be honest with both: the nearest of the stored pictures, which learns nothing, reads "
          "better than both. Digits that fill the same 8×8 pixels are a friendly task.")
      .begin_row()
      .figure(plot.svg(), "One batch is luckier than the next, hence the noise.")
      .figure(confusions(linear, lesson.test),
              "Test digits: the row is what it is, the column what it was read as.")
      .end_row();
}

}  // namespace

void add_a_layer(Lesson& lesson, Scores& linear, Mlp& mlp) {
  show::Run& run = lesson.run;
  show::Progress bar = run.progress("MLP", run.steps(1000));
  SGD optimizer(mlp.parameters(), {.lr = kRate});
  train(mlp, optimizer, lesson.train, run.seed(), bar);
  const std::vector<Reading> readings = {judge(lesson, "linear layer", linear),
                                         judge(lesson, "MLP", mlp)};
  const double nearest = nearest_neighbour(lesson.train, lesson.test);
  const auto rows = rows_of(readings, nearest);
  std::cout << fmt::format("\n2. One more layer: {} digits to learn from, {} to be tested on\n\n",
                           lesson.train.size(), lesson.test.size())
            << show::text_table(kHeader, rows);
  describe(lesson, linear, bar.losses(), rows);
  run.figure("linear_accuracy", readings[0].test, show::Range{0.9634, 0.969});
  run.figure("mlp_accuracy", readings[1].test, show::Range{0.9634, 0.9775});
  run.figure("nearest_accuracy", nearest, show::Range{0.9859, 0.9859});
}

}  // namespace lesson03
