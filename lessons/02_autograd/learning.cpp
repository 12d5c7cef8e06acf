// The rival of gradcheck: "the loss falls, so the gradients are right". It falls with wrong ones.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "lessons/02_autograd/rules.hpp"
#include "lessons/02_autograd/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr int64_t kPoints = 64, kHidden = 16;
constexpr double kRate = 0.02;

// A small network that uses all five operations, one of them with its wrong rule.
struct Network {
  std::string broken;
  Tensor first, bias, second;

  Network(std::string wrong, uint64_t seed) : broken(std::move(wrong)) {
    Random random(seed, /*stream=*/23);
    first = randn({1, kHidden}, random);
    bias = randn({kHidden}, random);
    second = (randn({kHidden, 1}, random) * 0.25).detach();
    for (Tensor* weight : {&first, &bias, &second}) weight->requires_grad_();
  }

  Rule rule(const char* name) const { return broken == name ? Rule::wrong : Rule::right; }

  Tensor loss(const Tensor& x, const Tensor& target) const {
    const Tensor z = add_row(matmul(x, first), bias, rule("broadcast"));      // (n, h)
    const Tensor t = hyperbolic(z, rule("tanh"));                             // z is used here
    const Tensor h = product(twice(z, rule("fan-out")), t, rule("product"));  // and here
    return mean(square(matmul(h, second) - target, rule("square")));
  }
};

struct Training {
  std::string broken;
  std::vector<double> losses;
  double fell() const { return losses.back() / losses.front(); }
};

// Learns sin(2x) on -2 … 2.
Training train(show::Run& run, const std::string& broken) {
  Tensor x = empty({kPoints, 1}), target = empty({kPoints, 1});
  for (int64_t i = 0; i < kPoints; ++i) {
    const double at = -2 + 4 * double(i) / double(kPoints - 1);
    x.mutable_data()[i] = real(at);
    target.mutable_data()[i] = real(std::sin(2 * at));
  }
  Network network(broken, run.seed());
  Adam optimizer({network.first, network.bias, network.second}, {.lr = kRate});
  show::Progress bar =
      run.progress(broken.empty() ? "all rules right" : broken + " wrong", run.steps());
  while (bar.next()) {
    optimizer.zero_grad();
    const Tensor loss = bar.loss([&] { return network.loss(x, target); });
    loss.backward();
    optimizer.step();
  }
  return {broken, bar.losses()};
}

std::string name_of(const Training& training) {
  return training.broken.empty() ? "all right" : training.broken + " wrong";
}

const std::vector<std::string> kHeader = {"rules", "first loss", "last loss", "last / first"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Training>& trainings) {
  std::vector<std::vector<std::string>> rows;
  for (const Training& training : trainings)
    rows.push_back({name_of(training), fmt::format("{:.3f}", training.losses.front()),
                    fmt::format("{:.4f}", training.losses.back()),
                    fmt::format("{:.4f}", training.fell())});
  return rows;
}

// With how many wrong rules the loss falls to less than half.
int64_t falling(const std::vector<Training>& trainings) {
  return std::count_if(trainings.begin(), trainings.end(), [](const Training& training) {
    return !training.broken.empty() && training.fell() < 0.5;
  });
}

void write(show::Page& page, const std::vector<Training>& trainings) {
  std::string ends;
  for (const Training& training : trainings)
    ends += fmt::format("{}{} {:.2g}", ends.empty() ? "" : ", ", name_of(training),
                        training.losses.back());
  show::LinePlot plot(
      {"It learns, more or less", "The last losses: " + ends + ".", "step", "loss"});
  for (const Training& training : trainings) plot.add(name_of(training), training.losses);
  page.heading("Would you have noticed?")
      .text(
          "A cheaper test comes to mind: train, and if the loss falls the gradients must be right. "
          "Here a small network learns $\\sin 2x$, six times with the same first numbers; once all "
          "rules are right, then one of the five is wrong.")
      .figure(plot.log_y().svg(),
              "Without the right one to compare with, which of the others would make you look for "
              "a mistake?")
      .table(kHeader, rows_of(trainings))
      .text(fmt::format(
          "With {} of the 5 wrong rules the loss falls to less than half. A wrong gradient often "
          "points downhill still, only not straight: the model is worse than it should be, and "
          "nobody knows. The most cunning is *square*. Half of every gradient is missing, and its "
          "line lies on the right one, because Adam divides by the gradients' size. Plain gradient "
          "descent would take half steps. `gradcheck` finds all five, with the element and both "
          "numbers.",
          falling(trainings)));
}

}  // namespace

void learn_with_mistakes(show::Run& run, show::Page& page) {
  std::vector<Training> trainings = {train(run, "")};
  for (const char* broken : {"square", "product", "broadcast", "tanh", "fan-out"})
    trainings.push_back(train(run, broken));
  std::cout << "\n6. Does it learn all the same? sin 2x, each time with one rule wrong\n\n"
            << show::text_table(kHeader, rows_of(trainings));
  write(page, trainings);
  const auto last = [&](size_t i) { return trainings[i].losses.back(); };
  run.figure("loss_right", last(0), show::Range{0.000176, 0.00472});
  run.figure("loss_tanh_wrong", last(4), show::Range{0.00808, 0.0786});
  run.figure("wrong_rules_that_learn", falling(trainings), show::Range{5, 5});
  run.figure("loss_wrong", show::Figure::ByName{{"square", last(1)},
                                                {"product", last(2)},
                                                {"broadcast", last(3)},
                                                {"tanh", last(4)},
                                                {"fan-out", last(5)}});
}

}  // namespace lesson
