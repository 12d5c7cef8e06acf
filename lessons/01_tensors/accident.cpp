// Shapes that fit by accident: a loss of (N, 1) against (N), which no check refuses.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/loss.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/random.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::folded;

namespace {

constexpr int64_t kNumbers = 64, kShown = 8;
constexpr double kRate = double(kNumbers) / 8;

struct Findings {
  Tensor differences;                  // (N, N): every prediction less every target
  std::vector<double> wrong, right;    // loss before each step of descent, and at the end
  double spread_before, spread_after;  // standard deviation of the predictions
  std::string refusal;                 // what mse_loss says to the same shapes
};

double spread(const Tensor& x) {
  const Tensor apart = x - mean(x);
  return std::sqrt(double(mean(apart * apart).item()));
}

std::string refusal(const Tensor& predictions, const Tensor& targets) {
  try {
    mse_loss(predictions, targets);
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "";
}

// predictions (N, 1), targets (N): their difference is (N, N).
Tensor accidental_loss(const Tensor& predictions, const Tensor& targets) {
  const Tensor apart = predictions - targets;
  return mean(apart * apart);
}

// Begins with predictions that are right, and goes down the slope of the accidental loss.
Findings descend(show::Run& run, const Tensor& targets) {
  Tensor predictions = reshape(targets, {kNumbers, 1}).clone();  // (N, 1), as a model gives them
  Findings found;
  found.differences = predictions - targets;
  found.refusal = refusal(predictions, targets);
  found.spread_before = spread(predictions);
  const auto note = [&](const Tensor& loss) {
    found.wrong.push_back(double(loss.item()));
    found.right.push_back(
        double(mse_loss(reshape(predictions.detach(), {kNumbers}), targets).item()));
  };
  show::Progress bar = run.progress("accidental loss", run.steps());
  while (bar.next()) {
    predictions.requires_grad_();
    const Tensor loss = bar.loss([&] { return accidental_loss(predictions, targets); });
    note(loss);
    loss.backward();
    predictions = predictions.detach() - predictions.grad() * kRate;
  }
  note(accidental_loss(predictions, targets));
  found.spread_after = spread(predictions);
  return found;
}

void print(const Findings& found) {
  std::cout << fmt::format(
      "\n3. Shapes that fit by accident: predictions ({0}, 1), targets ({0})\n\n"
      "their difference has shape {1}\n"
      "mean of its squares, though every prediction is right: {2:.3f}\n"
      "after {3} steps down that slope: {4:.3f}; true error {5:.3f}; the predictions' spread went "
      "from {6:.3f} to {7:.3f}\n"
      "mse_loss refuses the same two:\n{8}\n",
      kNumbers, to_string(found.differences.shape()), found.wrong.front(), found.wrong.size() - 1,
      found.wrong.back(), found.right.back(), found.spread_before, found.spread_after,
      found.refusal);
}

void record(show::Run& run, const Findings& found) {
  run.figure("accidental_loss_of_perfect_predictions", found.wrong.front(),
             show::Range{1.772, 2.030});
  run.figure("true_error_after_descent", found.right.back(), show::Range{0.830, 0.952});
  run.figure("spread_after_descent", found.spread_after, show::Range{0.0298, 0.0320});
}

std::string draw_differences(const Tensor& differences) {
  const Tensor corner = slice(slice(differences, 0, 0, kShown), 1, 0, kShown);
  return show::heat_plot({"Every prediction less every target",
                          "A square of 8 by 8 differences. The diagonal, where a prediction meets "
                          "its own target, is 0; all else is not.",
                          "target", "prediction"},
                         corner, {.low = -3, .high = 3, .map = show::diverging});
}

std::string draw_descent(const Findings& found) {
  std::vector<double> steps;
  for (size_t step = 0; step < found.wrong.size(); ++step) steps.push_back(double(step));
  show::LinePlot plot(
      {"Downhill, away from the truth",
       fmt::format(
           "The accidental loss falls from {:.2f} to {:.2f} while the true error rises from 0 to "
           "{:.2f}.",
           found.wrong.front(), found.wrong.back(), found.right.back()),
       "step", "mean squared error"});
  plot.add("accidental, over (N, N)", steps, found.wrong);
  plot.add("true, over (N)", steps, found.right);
  return plot.y_range(0, 1).svg();
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Shapes that fit by accident")
      .text(fmt::format(
          "The rule is generous, and that is its danger. A model with one output gives predictions "
          "({0}, 1); the targets come from a file as ({0}). Their difference, meant to be {0} "
          "numbers, is a table of every prediction against every target, {1} numbers, and its mean "
          "square is a fine single number. In this run the predictions *are* the targets, every "
          "one of them; the loss is {2:.2f}.",
          kNumbers, kNumbers * kNumbers, found.wrong.front()))
      .begin_row()
      .figure(draw_differences(found.differences),
              "The first eight of each. Only the diagonal was meant.")
      .figure(draw_descent(found),
              fmt::format("{} steps of gradient descent on the accidental loss, begun at the right "
                          "answer. The loss falls, as a loss should.",
                          found.wrong.size() - 1))
      .end_row()
      .text(fmt::format(
          "Every prediction is pulled towards *all* targets, so all go to the targets' mean: their "
          "spread (standard deviation) falls from {:.2f} to {:.2f}, and the true error rises from "
          "0 to {:.2f}, on its way to the variance of the targets, {:.2f}. Nothing crashed, and "
          "the curve looks like learning. A loss function should therefore not broadcast, and the "
          "engine's does not:",
          found.spread_before, found.spread_after, found.right.back(),
          found.spread_before * found.spread_before))
      .code("mse_loss(predictions, targets)\n\n" + folded(found.refusal));
}

}  // namespace

void fit_by_accident(show::Run& run, show::Page& page) {
  const Findings found = descend(run, randn({kNumbers}));
  print(found);
  record(run, found);
  describe(page, found);
}

}  // namespace lesson
