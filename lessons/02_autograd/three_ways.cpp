// One expression, its derivatives three ways: by hand, by the engine, by differences.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/random.hpp"
#include "lessons/02_autograd/expression.hpp"
#include "lessons/02_autograd/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr double kStep = 0.005;  // for the differences; the next section says why
constexpr int kPoints = 100;

struct Findings {
  Three hand, engine, differences;
  double engine_off = 0, differences_off = 0;  // from the formula, over many points
};

// Also where the lesson does not look: a, b and c at random.
Findings derive(uint64_t seed) {
  Findings found{by_hand(kPoint), by_engine(kPoint), by_differences(kPoint, kStep)};
  Random random(seed, /*stream=*/21);
  for (int i = 0; i < kPoints; ++i) {
    Three at;
    for (double& x : at) x = double(float(random.uniform(-2, 2)));
    const Three hand = by_hand(at);
    found.engine_off = std::max(found.engine_off, largest_difference(hand, by_engine(at)));
    found.differences_off =
        std::max(found.differences_off, largest_difference(hand, by_differences(at, kStep)));
  }
  return found;
}

const std::vector<std::string> kHeader = {"derivative of y by", "by hand", "backward()",
                                          "differences"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < 3; ++i)
    rows.push_back({std::string(1, char('a' + i)), fmt::format("{:.6f}", found.hand[i]),
                    fmt::format("{:.6f}", found.engine[i]),
                    fmt::format("{:.6f}", found.differences[i])});
  return rows;
}

show::Figure::List list(const Three& numbers) { return {numbers.begin(), numbers.end()}; }

void keep_figures(show::Run& run, const Findings& found) {
  run.figure("derivatives_by_hand", list(found.hand));
  run.figure("derivatives_by_engine", list(found.engine));
  run.figure("derivatives_by_differences", list(found.differences));
  run.figure("engine_off_at_most", found.engine_off, show::Range{2.90e-07, 4.74e-07});
  run.figure("differences_off_at_most", found.differences_off, show::Range{7.40e-05, 1.11e-04});
}

void print(const Findings& found) {
  std::cout << fmt::format(
                   "1. y = u · tanh(u + c), u = a · b, at a = {}, b = {}, c = {}: y = {:.4f}\n\n",
                   kPoint[0], kPoint[1], kPoint[2], value_of(kPoint))
            << show::text_table(kHeader, rows_of(found))
            << fmt::format(
                   "\nAt {} random points, farthest from the formula: backward() {:.1g}, "
                   "differences {:.1g}\n",
                   kPoints, found.engine_off, found.differences_off);
}

void write_ways(show::Page& page) {
  page.heading("One expression, three ways")
      .formula("y = u \\, \\tanh(u + c), \\qquad u = a b")
      .text(
          "How much does $y$ change when $a$ changes a little? On paper, name every step, $v = u + "
          "c$ and $t = \\tanh v$, and go back from $y$. Watch $u$: it reaches $y$ in two ways, "
          "directly and through $v$, and its derivative is the *sum* of both.")
      .formula(
          "\\begin{aligned} \\frac{\\partial y}{\\partial v} &= u (1 - t^2), & \\frac{\\partial "
          "y}{\\partial u} &= t + \\frac{\\partial y}{\\partial v} \\\\ \\frac{\\partial "
          "y}{\\partial a} &= \\frac{\\partial y}{\\partial u} b, & \\frac{\\partial y}{\\partial "
          "b} &= \\frac{\\partial y}{\\partial u} a, \\quad \\frac{\\partial y}{\\partial c} = "
          "\\frac{\\partial y}{\\partial v} \\end{aligned}")
      .text(
          "The engine does the same with numbers: `y.backward()`. And who trusts neither paper nor "
          "engine moves $a$ up and down by a small $h$ and looks:")
      .formula("\\frac{\\partial y}{\\partial a} \\approx \\frac{y(a + h) - y(a - h)}{2h}");
}

void write_numbers(show::Page& page, const Findings& found) {
  page.table(kHeader, rows_of(found),
             fmt::format("At a = {}, b = {}, c = {}, with h = {}.", kPoint[0], kPoint[1], kPoint[2],
                         kStep))
      .text(fmt::format(
          "At {} random points `backward()` is never further than {:.1g} from the formula, the "
          "differences {:.1g}. The engine's numbers are floats, of which seven digits are right: "
          "`backward()` loses almost none of them, differences lose half.",
          kPoints, found.engine_off, found.differences_off))
      .text(
          "There is another reason not to learn by differences. They compute $y$ twice *for every "
          "number* that may change; a model with a million weights would be run two million times "
          "for one step. `backward()` finds all derivatives in one walk, which meets every "
          "operation "
          "once.");
}

}  // namespace

void derive_three_ways(show::Run& run, show::Page& page) {
  const Findings found = derive(run.seed());
  print(found);
  keep_figures(run, found);
  write_ways(page);
  write_numbers(page, found);
}

}  // namespace lesson
