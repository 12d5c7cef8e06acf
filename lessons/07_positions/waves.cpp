// The sinusoidal positions as a heat map, and as the waves that they are.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <numbers>

#include "engine/ops.hpp"
#include "layers/positions.hpp"
#include "lessons/07_positions/encodings.hpp"
#include "lessons/07_positions/sections.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kPositions = 128, kWidth = 64, kPairs[] = {0, 4, 8, 12};

struct Findings {
  Table table = positions(kRight, kPositions, kWidth);
  double off;      // the engine's from the formula in double
  double longest;  // wave, in positions
};

Findings compute() {
  Findings found;
  found.off =
      double(max(abs(sinusoidal_positions(kPositions, kWidth) - found.table.tensor())).item());
  found.longest = 2 * std::numbers::pi / kRight.speed(kWidth - 2, kWidth);
  return found;
}

std::string heat_drawn(const Table& table) {
  return show::heat_plot({"Where am I? 128 answers of 64 numbers",
                          "Fast stripes at the left, slower and slower to the right, where nothing "
                          "changes any more.",
                          "number", "position"},
                         table.tensor(), {.low = -1, .high = 1, .map = show::diverging});
}

std::string waves_drawn(const Table& table) {
  show::LinePlot plot({"Some of the columns", "Sines, each pair slower than the one before.",
                       "position", "number"});
  for (const int64_t pair : kPairs) {
    std::vector<double> p, wave;
    for (int64_t i = 0; i < kPositions; ++i) {
      p.push_back(double(i));
      wave.push_back(table.at(i, 2 * pair));
    }
    plot.add(fmt::format("number {}", 2 * pair), p, wave);
  }
  return plot.y_range(-1, 1.4).svg();
}

std::string distance_drawn(const Table& table) {
  Tensor likeness = empty({kPositions, kPositions});
  for (int64_t p = 0; p < kPositions; ++p)
    for (int64_t q = 0; q < kPositions; ++q)
      likeness.mutable_data()[p * kPositions + q] = real(cosine(table, p, q));
  return show::heat_plot({"How alike are two positions?",
                          "Bright on the diagonal, darker away from it, and constant along each "
                          "parallel to it.",
                          "position", "position"},
                         likeness);
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Sines and cosines")
      .text(
          "Which vector? One for each position, of ordinary size, the more alike the nearer. The "
          "transformer's answer is pairs of numbers that go round in circles, each pair slower "
          "than the one before (T = 10,000, $i$ even):")
      .formula("P_{p,i} = \\sin \\left( \\frac{p}{T^{i/d}} \\right)")
      .formula("P_{p,i+1} = \\cos \\left( \\frac{p}{T^{i/d}} \\right)")
      .figure(heat_drawn(found.table),
              "A row is a position. Like the digits of a counter: the first pair changes at every "
              "step, the last hardly at all.")
      .begin_row()
      .figure(waves_drawn(found.table), "The first waves, 6.3 positions long and more.")
      .figure(distance_drawn(found.table),
              "The cosine between two positions depends on their distance alone.")
      .end_row()
      .text(fmt::format(
          "The first wave is $2\\pi = 6.3$ positions long, the last {}. Each wave alone comes "
          "back to where it was. That is no fault: the *vector* of all of them does not, as the "
          "minute hand tells nothing, and hour and minute hand together the time. (One source says "
          "that positions must be periodic to serve for lengths that were never seen. Whether a "
          "model that saw 16 tokens can read 32 is another question, and asked below.)",
          fmt::format("{},{:03}", int64_t(found.longest) / 1000, int64_t(found.longest) % 1000)));
}

}  // namespace

void draw_sinusoids(Lesson& lesson) {
  const Findings found = compute();
  std::cout << fmt::format(
      "\n2. Sinusoidal positions: waves from {:.1f} to {:.0f} positions; the engine's are off by "
      "{:.1g}\n",
      2 * std::numbers::pi, found.longest, found.off);
  describe(lesson.page, found);
  lesson.run.figure("engine_off_at_most", found.off);
}

}  // namespace lesson07
