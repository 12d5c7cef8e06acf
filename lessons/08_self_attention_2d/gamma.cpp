// gamma: what its 0 does to the gradients, where it goes, and why its sign says nothing.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/08_self_attention_2d/sections.hpp"

namespace lesson08 {

namespace {

using Rows = std::vector<std::vector<std::string>>;

void set_gamma(Painter& painter, double value) {
  painter.attention->gamma.mutable_data()[0] = real(value);
}

void negate(Tensor& parameter) {
  real* numbers = parameter.mutable_data();
  for (int64_t i = 0; i < parameter.numel(); ++i) numbers[i] = -numbers[i];
}

// The length of all gradients of a module together.
double gradient_length(Module& module) {
  double squares = 0;
  for (const Tensor& parameter : module.parameters())
    squares += double(sum(parameter.grad() * parameter.grad()).item());
  return std::sqrt(squares);
}

// dL/dgamma, and how long the gradients of other parts are, for one batch.
struct Gradients {
  double gamma, query, key, value, eye;
};
Gradients gradients(Painter& painter, const Twins& batch) {
  painter.zero_grad();
  loss_of(painter, batch).backward();
  SelfAttention2d& layer = *painter.attention;
  return {double(layer.gamma.grad().item()), gradient_length(layer.query_conv),
          gradient_length(layer.key_conv), gradient_length(layer.value_conv),
          gradient_length(painter.eye)};
}

const std::vector<std::string> kHeader = {"length of the gradient", "gamma = 0", "gamma = 0.1"};

std::string number(double x) { return x == 0 ? "0" : fmt::format("{:.5f}", x); }

Rows gradient_rows(const Gradients& shut, const Gradients& open) {
  return {{"gamma", number(std::abs(shut.gamma)), number(std::abs(open.gamma))},
          {"query_conv", number(shut.query), number(open.query)},
          {"key_conv", number(shut.key), number(open.key)},
          {"value_conv", number(shut.value), number(open.value)},
          {"the convolutions before", number(shut.eye), number(open.eye)}};
}

Rows path_rows(const std::vector<double>& gamma) {
  Rows rows;
  const auto last = int64_t(gamma.size()) - 1;
  for (const int64_t step : {0, 1, 10, 50, 100, 200, 400})
    if (step < last)
      rows.push_back({fmt::format("{}", step), fmt::format("{:.3f}", gamma[size_t(step)])});
  rows.push_back({fmt::format("{}", last), fmt::format("{:.3f}", gamma.back())});
  return rows;
}

// The same painter with gamma and the values negated: are all its answers the same?
int64_t answers_that_change(Painter& painter, const Twins& scenes) {
  const Indices before = answers(painter, scenes.images);
  const auto turn = [&] {
    negate(painter.attention->gamma);
    for (Tensor& parameter : painter.attention->value_conv.parameters()) negate(parameter);
  };
  turn();
  const Indices after = answers(painter, scenes.images);
  turn();
  int64_t changed = 0;
  for (int64_t i = 0; i < before.numel(); ++i) changed += before[i] != after[i];
  return changed;
}

double accuracy_without_gamma(Painter& painter, const TwinsGenerator& scenes) {
  const double gamma = double(painter.attention->gamma.item());
  set_gamma(painter, 0);
  const double accuracy = judge(painter, scenes).accuracy;
  set_gamma(painter, gamma);
  return accuracy;
}

// What the experiments found.
struct Findings {
  Gradients shut, open;  // a fresh painter's, with gamma 0 and 0.1
  double turned;         // dL/dgamma of the fresh painter with value_conv negated
  int64_t answers, changed;
  double closed;  // accuracy of the trained painter with gamma 0
};

Findings experiment(const Lesson& lesson, Painters& painters) {
  Findings f;
  Random random(lesson.run.seed(), 80);
  Painter fresh(Gaze::chosen, int64_t(lesson.test.options().colours.size()), random);
  const Twins batch = lesson.training.scenes(0, kBatch);
  f.shut = gradients(fresh, batch);
  for (Tensor& parameter : fresh.attention->value_conv.parameters()) negate(parameter);
  f.turned = gradients(fresh, batch).gamma;
  set_gamma(fresh, 0.1);
  f.open = gradients(fresh, batch);
  f.answers = lesson.shown.colours.numel();
  f.changed = answers_that_change(painters.chosen, lesson.shown);
  f.closed = accuracy_without_gamma(painters.chosen, lesson.test);
  return f;
}

void record(show::Run& run, const Findings& f, double gamma) {
  run.figure("gamma", gamma);
  run.figure("gamma_size", std::abs(gamma), show::Range{1.05, 1.37});
  run.figure("gradient_at_gamma_0", show::Figure::ByName{{"gamma", std::abs(f.shut.gamma)},
                                                         {"query_conv", f.shut.query},
                                                         {"key_conv", f.shut.key},
                                                         {"value_conv", f.shut.value}});
  run.figure("accuracy_gamma_0", f.closed, show::Range{0.12, 0.20});
}

void print(const Findings& f, const std::vector<double>& path) {
  std::cout << "\nA fresh painter, one batch: what learns?\n"
            << show::text_table(kHeader, gradient_rows(f.shut, f.open))
            << fmt::format(
                   "dL/dgamma = {:.5f}; with value_conv negated, {:.5f}: the sign of gamma says "
                   "nothing.\n\ngamma on its way:\n",
                   f.shut.gamma, f.turned)
            << show::text_table({"step", "gamma"}, path_rows(path))
            << fmt::format(
                   "gamma and value_conv both negated: {} of {} answers change. gamma set to 0: "
                   "{:.3f} of the grey pixels right.\n",
                   f.changed, f.answers, f.closed);
}

std::string path_plot(const std::vector<double>& path) {
  std::vector<double> steps;
  for (size_t i = 0; i < path.size(); ++i) steps.push_back(double(i));
  return show::LinePlot({"gamma on its way",
                         fmt::format("gamma begins at 0 and ends at {:.2f}.", path.back()), "step",
                         "gamma"})
      .add("gamma", steps, path)
      .level("shut", 0)
      .svg();
}

void describe_gradients(show::Page& page, const Findings& f) {
  page.heading("gamma, the gate")
      .text(
          "`SelfAttention2d` adds what it sees through a gate, one learned number that begins at "
          "0:")
      .formula("y_n = x_n + \\gamma \\sum_{m=1}^{N} A_{nm} V_m")
      .text(
          "So at first the layer passes on its input as if it were not there, and can be put into "
          "a network that already works. But a shut gate also shuts out the gradients: what comes "
          "back to $V$ and to $A$ is multiplied by $\\gamma$ as well,")
      .formula(
          "\\frac{\\partial L}{\\partial V_m} = \\gamma \\sum_{n=1}^{N} A_{nm} \\frac{\\partial "
          "L}{\\partial y_n}, \\qquad \\frac{\\partial L}{\\partial A_{nm}} = \\gamma \\, "
          "\\frac{\\partial L}{\\partial y_n} \\cdot V_m")
      .text("and with $\\gamma = 0$ nothing of the layer can learn but $\\gamma$ itself:")
      .table(kHeader, gradient_rows(f.shut, f.open),
             "A fresh painter and one batch. The zeros are exact; the convolutions before the "
             "layer learn through $x_n$, past the gate.");
}

void describe_path(show::Page& page, const Findings& f, const std::string& plot) {
  page.text(fmt::format("One step later $\\gamma$ is not 0 any more, and everything learns. Which "
                        "way it goes first is chance: $\\partial L / \\partial \\gamma$ is {:.5f} "
                        "here, and {:.5f} if `value_conv`, whose numbers were drawn at random, is "
                        "negated. Turn both signs in the trained painter, and {} of its {} answers "
                        "change. So read the *size* of $\\gamma$, not its sign.",
                        f.shut.gamma, f.turned, f.changed, f.answers))
      .figure(plot,
              "Adam moves every number about alike, by the learning rate. gamma has further to go "
              "than a weight, so its rate here is ten times theirs.")
      .text(fmt::format(
          "Set the trained painter's $\\gamma$ to 0 again, and it colours {:.1f} % of the grey "
          "pixels rightly. All that it knows about twins comes through this gate.",
          100 * f.closed));
}

}  // namespace

void show_gamma(Lesson& lesson, Painters& painters) {
  const Findings f = experiment(lesson, painters);
  record(lesson.run, f, painters.gamma.back());
  print(f, painters.gamma);
  describe_gradients(lesson.page, f);
  describe_path(lesson.page, f, path_plot(painters.gamma));
}

}  // namespace lesson08
