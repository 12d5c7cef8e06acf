// A learning rate that is too small, one that is right, and one that is too large.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr double kSmall = 0.001, kRight = 0.5, kLarge = 10;
constexpr uint64_t kFirstNumbers = 32;

struct Attempt {
  std::string name;
  std::vector<double> losses;
  double loss, test;
  int64_t dead;      // hidden numbers that are 0 for every training digit
  int64_t died = 0;  // after how many steps all were dead; 0: never
};

// Hidden numbers that max(0, …) makes 0 for every digit: no gradient reaches their weights.
int64_t dead_ones(Mlp& mlp, const Rows& rows) {
  const NoGrad no_grad;
  const Tensor hidden = mlp[0](rows.x);  // (N, hidden)
  int64_t dead = 0;
  for (int64_t j = 0; j < hidden.size(1); ++j) {
    bool alive = false;
    for (int64_t i = 0; i < hidden.size(0); ++i)
      alive = alive || hidden.data()[i * hidden.size(1) + j] > 0;
    dead += !alive;
  }
  return dead;
}

Attempt attempt(const Lesson& lesson, Mlp& mlp, const std::string& name, double rate) {
  show::Progress bar = lesson.run.progress(name, lesson.run.steps(300));
  SGD optimizer(mlp.parameters(), {.lr = rate});
  int64_t died = 0;
  train(mlp, optimizer, lesson.train, lesson.run.seed(), bar, [&](int64_t step) {
    if (died == 0 && rate >= kLarge && dead_ones(mlp, lesson.train) == kHidden) died = step;
  });
  return {name,
          bar.losses(),
          loss_on(mlp, lesson.train),
          accuracy_on(mlp, lesson.test),
          dead_ones(mlp, lesson.train),
          died};
}

// The three rates, and then the right one for the model that the large one left.
std::vector<Attempt> attempts(const Lesson& lesson) {
  std::vector<Attempt> all;
  for (const double rate : {kSmall, kRight, kLarge}) {
    Random first_numbers(lesson.run.seed(), kFirstNumbers);
    Mlp mlp(first_numbers);
    all.push_back(attempt(lesson, mlp, fmt::format("rate {}", rate), rate));
    if (rate == kLarge)
      all.push_back(attempt(lesson, mlp, fmt::format("{}, then {}", kLarge, kRight), kRight));
  }
  return all;
}

const std::vector<std::string> kHeader = {"learning rate", "training loss", "test digits right",
                                          "dead, of 64"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Attempt>& attempts) {
  std::vector<std::vector<std::string>> rows;
  for (const Attempt& a : attempts)
    rows.push_back({a.name, fmt::format("{:.4f}", a.loss), fmt::format("{:.3f}", a.test),
                    fmt::format("{}", a.dead)});
  return rows;
}

std::string what_happened(const Attempt& large, const Attempt& after) {
  const std::string when =
      large.died ? fmt::format(", all of them after {} steps", large.died) : std::string();
  return fmt::format(
      "Look at the large rate: it does not run off to infinity. Its steps throw the weights to and "
      "fro until one hidden number after the other is below 0 for *every* digit: dead, {} of 64{}. "
      "There $\\max(0, \\cdot)$ is flat, and no gradient comes through; with all of them dead the "
      "model says the same whatever it sees. Now it looks as if it had calmed down, but going on "
      "at the right rate does not help: {:.3f}, where guessing is 2.303.",
      large.dead, when, after.loss);
}

void describe(show::Page& page, const std::vector<Attempt>& attempts) {
  show::LinePlot plot({"Too small, right, too large",
                       fmt::format("After {} steps: rate {} {:.2f}, rate {} {:.3f}, rate {} "
                                   "{:.2f}.",
                                   attempts[0].losses.size(), kSmall, attempts[0].loss, kRight,
                                   attempts[1].loss, kLarge, attempts[2].loss),
                       "step", "loss (nats), logarithmic"});
  for (const Attempt& a : attempts) plot.add(a.name, a.losses);
  page.heading("Too small, right, too large")
      .text(
          "In the simplest valley, $L = \\lambda w^2 / 2$, a step makes $(1 - \\eta \\lambda) w$ "
          "of $w$. With $\\eta \\lambda$ near 0 hardly anything happens; near 1 it arrives; above "
          "2 it lands on the other side, higher than before, and each step makes it worse. In a "
          "network $\\lambda$, how sharply the valley bends, is another one in each direction and "
          "changes on the way.")
      .figure(plot.log_y().svg(),
              "SGD on the same MLP with three rates. The fourth line takes up the model that the "
              "large rate left, at the right rate. Guessing costs ln 10 = 2.303.")
      .table(kHeader, rows_of(attempts))
      .text(what_happened(attempts[2], attempts[3]))
      .note(
          "A loss that stays at guessing has two very different causes, a rate too small and a "
          "rate too large. The first steps tell them apart: does it fall slowly, or jump?");
}

}  // namespace

void choose_a_rate(Lesson& lesson) {
  const std::vector<Attempt> all = attempts(lesson);
  std::cout << "\n4. Learning rates: too small, right, too large\n\n"
            << show::text_table(kHeader, rows_of(all));
  describe(lesson.page, all);
  lesson.run.figure("loss_rate_small", all[0].loss, show::Range{2.295, 2.308});
  lesson.run.figure("loss_rate_right", all[1].loss, show::Range{0.07226, 0.08257});
  lesson.run.figure("loss_rate_large", all[2].loss, show::Range{2.352, 2.551});
  lesson.run.figure("steps_until_dead", all[2].died, show::Range{21, 144});
  lesson.run.figure("dead_hidden", all[2].dead, show::Range{64, 64});
  lesson.run.figure("loss_after_large", all[3].loss, show::Range{2.303, 2.303});
}

}  // namespace lesson03
