// 07_positions: attention does not know where a token stands, and how it is told. The sections, one
// file each, are in sections.hpp; the formulas in encodings.cpp.
#include "lessons/07_positions/sections.hpp"

namespace {

using namespace lesson07;

void ask(show::Page& page) {
  page.question(
          "A mask that lets each token see only those before it (`causal`) is given, and no "
          "positions. Is the layer still blind to order?",
          "No. Shuffle, and other tokens are hidden. The first sees one token, the last all: how "
          "many there are to see is a clock of sorts, and models without any positions have been "
          "trained that way.")
      .question("Positions are *added* to the tokens. Does that not spoil both?",
                "They share the space, and $W_q$ and $W_k$ learn to look at the directions they "
                "need. In 64 dimensions there is room for both; concatenating would cost room of "
                "its own.")
      .question(
          "Take T = 10 instead of 10,000. Which picture changes, and what breaks?",
          "The right half of the heat map begins to turn as well: the longest wave is then about "
          "60 positions, and positions further apart than that come near to each other again.");
}

void run_sections(show::Run& run) {
  show::Page page = run.page();
  Lesson lesson{run, page};
  shuffle_a_sentence(lesson);
  draw_sinusoids(lesson);
  divide_by_floor(lesson);
  solve_for_the_shift(lesson);
  copy_from_before(lesson);
  stand_on_a_grid(lesson);
  change_the_grid(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 07 --seed 1       other symbols, other first numbers");
  run.suggest("lessons/run 07 --steps 150    which of the three has found the stripe?");
  run.suggest("lessons/run 14                learned positions in a vision transformer");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "07_positions", run_sections);
}
