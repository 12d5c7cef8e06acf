// Would a card help the learner's own tiny ViT? Its products, from the cost ledger.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "lessons/21_cuda_matmul/ledger.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"

namespace lesson21 {

namespace {

constexpr int64_t kWidths[] = {32, 64, 128, 256};

struct Findings {
  VitCost own;
  std::vector<VitCost> wider;  // kWidths
};

Findings watch_all(Lesson& lesson) {
  const auto watch = [&](int64_t width, int64_t steps) {
    return watch_training(width, lesson.wishes.batch, lesson.run.seed(),
                          lesson.run.progress(fmt::format("ViT, width {}", width), steps));
  };
  Findings found{watch(lesson.wishes.width, lesson.run.steps()), {}};
  for (const int64_t width : kWidths)
    found.wider.push_back(watch(width, std::max<int64_t>(2, lesson.run.steps(5))));
  return found;
}

std::string thousands(int64_t n) {  // 18218 is "18,218"
  std::string text = std::to_string(n);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string ms(double seconds) { return fmt::format("{:.3f}", 1e3 * seconds); }

const std::vector<std::string> kHeader = {"operation", "calls",      "MFLOP",          "MB",
                                          "CPU, ms",   "copies, ms", "card in all, ms"};

std::vector<std::vector<std::string>> rows_of(const VitCost& cost, const Rates& rates) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& name, int64_t calls, const Load& load, double seconds) {
    rows.push_back({name, std::to_string(calls), fmt::format("{:.1f}", load.flops / 1e6),
                    fmt::format("{:.2f}", load.bytes / 1e6), ms(seconds),
                    ms(seconds_copying(load, rates)), ms(seconds_on_card(load, rates))});
  };
  for (const LedgerRow& row : cost.rows) add(row.op, row.calls, row.load, row.seconds);
  add("together, without attention", cost.calls, cost.load, cost.seconds);
  return rows;
}

std::string drawn(const Findings& found, const Rates& rates) {
  std::vector<double> x, here, there, staying;
  for (const VitCost& cost : found.wider) {
    x.push_back(std::log2(double(cost.width)));
    here.push_back(1e3 * cost.seconds);
    there.push_back(1e3 * seconds_on_card(cost.load, rates));
    staying.push_back(1e3 * seconds_on_card({cost.calls, 0, cost.load.flops}, rates));
  }
  show::LinePlot plot({"The linear layers of a step of a tiny ViT",
                       "The CPU's time rises faster with the width than the card's.",
                       "log2 of the width", "milliseconds"});
  return plot.add("CPU, measured", x, here)
      .add("card with copies, computed", x, there)
      .add("card, all stays there", x, staying)
      .log_y()
      .svg();
}

// The least of the widths at which the card is the faster; 0 if at none.
int64_t pays_from(const Findings& found, const Rates& rates) {
  for (const VitCost& cost : found.wider)
    if (seconds_on_card(cost.load, rates) < cost.seconds) return cost.width;
  return 0;
}

std::string verdict(const Findings& found, const Rates& rates) {
  const int64_t width = pays_from(found, rates);
  const std::string from =
      width == 0 ? "With these rates the card pays at none of the widths."
      : width == kWidths[0]
          ? "With these rates the card pays at every width that was tried."
          : fmt::format("With these rates the card pays from about width {} on.", width);
  return fmt::format(
      "{} But {:.1f} % of its time at width {} is orders and copies, and the rates are as good as "
      "they get unless you measured them: try `--bus 12 --card 8`. Activations that cross the bus "
      "for every layer are a poor use of a card. The big frameworks keep all of them there, and "
      "then even small models gain: the lowest line. `--width` and `--batch` ask for a model of "
      "your own.",
      from, 100 * seconds_copying(found.own.load, rates) / seconds_on_card(found.own.load, rates),
      found.own.width);
}

void describe(show::Page& page, const Findings& found, const Rates& rates) {
  const VitCost& own = found.own;
  page
      .text(fmt::format(
          "And the model of lesson 14? A step of its training on {} pictures, {} numbers "
          "a token, {} weights in all, written down by the engine's ledger (`--profile` prints the "
          "same): its operations with products, their FLOP, and the bytes that they take "
          "and make. If each went to the card by itself:",
          own.batch, own.width, thousands(own.parameters)))
      .table(kHeader, rows_of(own, rates),
             fmt::format("One step, a mean. CPU: measured, all that the operation does; an "
                         "attention's softmax, too, so that the two columns cannot be compared "
                         "there. Copies and card: computed, each call's bytes once over the bus, 4 "
                         "orders a call forward and 7 backward. The whole step took {} ms here.",
                         ms(own.step_seconds)))
      .figure(drawn(found, rates),
              "The last row of the table for wider models; and if activations stayed on the card, "
              "which takes "
              "an engine all of whose operations run there.")
      .text(verdict(found, rates));
}

}  // namespace

void weigh_own_vit(Lesson& lesson, const Rates& rates) {
  const Findings found = watch_all(lesson);
  std::cout << fmt::format("\na step of a tiny ViT, width {}, {} pictures: its products\n\n",
                           found.own.width, found.own.batch)
            << show::text_table(kHeader, rows_of(found.own, rates));
  describe(lesson.page, found, rates);
  lesson.run.figure("vit_cpu_milliseconds", 1e3 * found.own.seconds);
  lesson.run.figure("vit_card_milliseconds", 1e3 * seconds_on_card(found.own.load, rates));
  lesson.run.figure("vit_copy_share", seconds_copying(found.own.load, rates) /
                                          seconds_on_card(found.own.load, rates));
  lesson.run.figure("vit_pays_from_width", pays_from(found, rates));
}

}  // namespace lesson21
