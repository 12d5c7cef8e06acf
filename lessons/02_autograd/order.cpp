// Why the order matters: a diamond, b = a + a, c = b + b, and the walks that it breaks.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "lessons/02_autograd/graph_picture.hpp"
#include "lessons/02_autograd/sections.hpp"
#include "lessons/02_autograd/tiny.hpp"

namespace lesson {

namespace {

constexpr int kDiamonds = 20, kMany = 50;

// What a walk makes of n diamonds, x + x of x + x of … of 3.
struct Answer {
  double gradient;
  int64_t visits;
};

Answer ask(int64_t (*walk)(const Value&), int diamonds) {
  const Value a = leaf(3);
  Value x = a;
  for (int i = 0; i < diamonds; ++i) x = x + x;
  const int64_t visits = walk(x);
  return {a->gradient, visits};
}

struct Way {
  std::string name, verdict;
  int64_t (*walk)(const Value&);
};

const std::vector<Way>& ways() {
  static const std::vector<Way> all = {
      {"pass on at once", "wrong, and slow", pass_on_at_once},
      {"ask each node once", "wrong", ask_each_once},
      {"follow each path", "right, and slow", follow_each_path},
      {"in order", "right", walk_in_order},
  };
  return all;
}

double engine_says() {
  Tensor a(3.0);
  a.requires_grad_();
  const Tensor b = a + a, c = b + b;
  c.backward();
  return double(a.grad().item());
}

// 2,097,151
std::string grouped(int64_t number) {
  std::string text = std::to_string(number);
  for (int64_t at = int64_t(text.size()) - 3; at > 0; at -= 3) text.insert(size_t(at), ",");
  return text;
}

const std::vector<std::string> kHeader = {"the walk", "dc/da", "visits", "20 diamonds: visits",
                                          "verdict"};

std::vector<std::vector<std::string>> rows_of() {
  std::vector<std::vector<std::string>> rows;
  for (const Way& way : ways()) {
    const Answer two = ask(way.walk, 2), many = ask(way.walk, kDiamonds);
    rows.push_back({way.name, fmt::format("{}", two.gradient), fmt::format("{}", two.visits),
                    grouped(many.visits), way.verdict});
  }
  return rows;
}

std::string diamond_drawn() {
  const Graph graph{{{"a", "leaf", 3, {}, 2},
                     {"b = a + a", "add", 6, {0, 0}, 2},
                     {"c = b + b", "add", 12, {1, 1}, 0}}};
  GraphState state{{{4, Mark::plain, 2}, {2, Mark::plain, 2}, {1, Mark::plain, 0}}, {}};
  return drawn(
      {"Two diamonds",
       "a is used twice by b, b twice by c; the gradients are 1 for c, 2 for b, 4 for a.", "", ""},
      graph, state);
}

std::string visits_drawn() {
  std::vector<double> diamonds, paths, order;
  for (int n = 1; n <= kDiamonds; ++n) {
    diamonds.push_back(n);
    paths.push_back(double(ask(follow_each_path, n).visits));
    order.push_back(double(ask(walk_in_order, n).visits));
  }
  return show::LinePlot(
             {"How often a walk comes to a node",
              fmt::format("For 1 to {} diamonds: following each path from {:.0f} to "
                          "{:.0f} visits, in order from {:.0f} to {:.0f}.",
                          kDiamonds, paths.front(), paths.back(), order.front(), order.back()),
              "diamonds in a chain", "visits"})
      .add("follow each path", diamonds, paths)
      .add("in order", diamonds, order)
      .log_y()
      .svg();
}

void write_question(show::Page& page) {
  page.heading("Why the order matters")
      .text(
          "Would a simpler walk do? Go to each input, add its part, and go on from there at once: "
          "five lines of recursion, and right for every chain. Give it a *diamond*, a number that "
          "is used twice: `b = a + a; c = b + b`. By hand, $c = 4a$ and $dc/da = 4$.");
}

void write_answer(show::Page& page, double engine) {
  const double wrong = ask(pass_on_at_once, 2).gradient, lost = ask(ask_each_once, 2).gradient;
  const std::string paths = grouped(ask(follow_each_path, kDiamonds).visits);
  page.table(kHeader, rows_of(),
             fmt::format("Four walks through the lesson's tiny engine (tiny.cpp). heed's own says "
                         "{:.0f}.",
                         engine))
      .begin_row()
      .figure(diamond_drawn(),
              "The right gradients, after ∂. Every arrow is a use, and brings a part.")
      .figure(visits_drawn(),
              "The scale is logarithmic: along the paths, each diamond doubles the visits.")
      .end_row()
      .text(fmt::format(
          "*Pass on at once*: $c$ gives $b$ its first part, 1, and $b$ runs with it: $a$ has 2. "
          "Then the second part comes, $b$ has 2, and runs again with *all* of it, the first part "
          "included: $a$ has {:.0f}. *Ask each node once* runs $b$ with its first part only: "
          "{:.0f}. "
          "*Follow each path* carries along only what is new and is right, but goes every path to "
          "its end, and each diamond doubles the paths: {} visits for {} diamonds, where there "
          "are {} nodes.",
          wrong, lost, paths, kDiamonds, kDiamonds + 1));
}

void write_cure(show::Page& page) {
  page
      .note(fmt::format(
          "Nobody writes `x + x` {0} times? A residual block, $x + f(x)$, is a diamond, and a "
          "transformer is a chain of them. With {0} blocks there would be $2^{{{0}}}$ paths, about "
          "{1:.0e}; at a billion visits a second that takes {2:.0f} days.",
          kMany, std::pow(2, kMany), std::pow(2, kMany) / 1e9 / 86400))
      .text(
          "The cure is one sentence: *a node may be asked only when all its users have been*. "
          "Write the nodes down with operands before results, and read the list from its end.");
}

}  // namespace

void ask_why_the_order(show::Run& run, show::Page& page) {
  const double engine = engine_says();
  std::cout << "\n4. Why the order matters: b = a + a, c = b + b, so dc/da = 4\n\n"
            << show::text_table(kHeader, rows_of())
            << fmt::format("\nThe engine says {}.\n", engine);
  write_question(page);
  write_answer(page, engine);
  write_cure(page);
  run.figure("diamond_by_recursion", ask(pass_on_at_once, 2).gradient, show::Range{6, 6});
  run.figure("diamond_by_engine", engine, show::Range{4, 4});
  run.figure("visits_by_path_20", ask(follow_each_path, kDiamonds).visits,
             show::Range{2097151, 2097151});
  run.figure("visits_in_order_20", ask(walk_in_order, kDiamonds).visits, show::Range{21, 21});
}

}  // namespace lesson
