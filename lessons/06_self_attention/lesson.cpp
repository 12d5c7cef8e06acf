// 06_self_attention: everyone looks at everyone, from one dot product to heads. The sections, one
// file each, are in sections.hpp.
#include "lessons/06_self_attention/sections.hpp"

namespace {

using namespace lesson06;

void ask(show::Page& page) {
  page.question(
          "Without softmax, $Y = (X X^\\top) X$. Could one compute $X (X^\\top X)$ instead, and "
          "what would it save?",
          "It is the same matrix, and never makes the (N, N) one: N d² products instead of N² d. "
          "That is linear attention. Softmax stands between the two products and forbids it.")
      .question("Which $W_q$ and $W_k$ give every token the same weights, 1/N each?",
                "$W_q = 0$, or $W_k = 0$: all scores are 0. Attention then is the mean.")
      .question(
          "Split-after has twice the numbers in $W_q$, $W_k$ and $W_v$. Is that why it wins?",
          "No. Give split-before more numbers per head, as many as you like: no function of the "
          "first half of one token and the first half of another tells whether a pointer meets a "
          "name. It is not too small, it is blind.");
}

void run_sections(show::Run& run) {
  show::Page page = run.page();
  Lesson lesson{run, page};
  compare_words(lesson);
  attend_without_weights(lesson);
  ask_for_the_partner(lesson);
  follow_the_mini_example(lesson);
  compute_three_ways(lesson);
  split_heads_twice(lesson);
  watch_every_layer(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 06 --seed 1       other first numbers, other pointers");
  run.suggest("lessons/run 06 --steps 100    who has understood the pointers by then?");
  run.suggest("lessons/run 07                positions: what this lesson is blind to");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "06_self_attention", run_sections);
}
