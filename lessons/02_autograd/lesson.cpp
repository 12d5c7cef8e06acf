// 02_autograd: a graph, and gradients by hand, by the engine and by differences. The sections, one
// file each, are in sections.hpp; the tiny engine in tiny.cpp, the rules to be broken in rules.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "lessons/02_autograd/sections.hpp"

namespace {

bool stepwise = false;
std::string broken;

void check_flags() {
  const std::vector<std::string> names = {"square", "product", "broadcast", "tanh", "fan-out"};
  if (broken.empty() || std::count(names.begin(), names.end(), broken)) return;
  const std::string meant = heed::show::nearest(broken, names);
  throw heed::show::UsageError(
      fmt::format("--break {} is none of square, product, broadcast, tanh and fan-out{}", broken,
                  meant.empty() ? "" : "; did you mean " + meant + "?"));
}

void run_sections(heed::show::Run& run) {
  check_flags();
  heed::show::Page page = run.page();
  lesson::derive_three_ways(run, page);
  lesson::choose_a_step(run, page);
  lesson::walk_backward(run, page, stepwise);
  lesson::ask_why_the_order(run, page);
  lesson::check_rules(run, page, broken);
  lesson::learn_with_mistakes(run, page);
  lesson::watch_the_graph_go(run, page);
  run.write(page);
  run.suggest("lessons/run 02 --step               the walk, one node at a time");
  run.suggest("lessons/run 02 --break fan-out      plant a mistake and let gradcheck find it");
  run.suggest("lessons/run 05                      attention, and where its gradients go");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(
      argc, argv, "02_autograd", run_sections,
      {{"--step", "wait for Enter between the steps of the walk", &stepwise},
       {"--break", "plant a mistake: square, product, broadcast, tanh or fan-out", &broken}});
}
