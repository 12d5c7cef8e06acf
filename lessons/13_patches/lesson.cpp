// 13_patches: from a picture to tokens, and what they cost. The sections, one file each, are in
// sections.hpp; the three ways to cut in by_hand.cpp.
#include "lessons/13_patches/sections.hpp"

namespace {

using namespace lesson13;

void ask(show::Page& page) {
  page.question(
          "Patches of 8 instead of 16: how many tokens does the photograph of 500 × 375 make, and "
          "how much more do the pairs cost?",
          "62 × 46 = 2,852, four times as many, and sixteen times as many pairs. (The embedding "
          "costs the same: four times the patches, a quarter of the pixels each.)")
      .question(
          "Patches with a stride of 8 and a size of 16 overlap. Which of the three ways still "
          "works?",
          "All: a loop in steps of 8, `unfold` and `conv2d` with stride 8. Overlapping kernels are "
          "what convolutions usually have; the patches' tokens then share pixels.")
      .question("Why does the embedding of a patch need no position *inside* the patch?",
                "It is a linear map with a weight of its own for each of the 768 places: what "
                "stands where is known to it. Only among tokens, which all meet the same weights, "
                "is the place lost.");
}

void run_sections(show::Run& run) {
  show::Page page = run.page();
  Lesson lesson{run, page, load_material(run.data(""), run.seed())};
  cut_pictures(lesson);
  cut_three_ways(lesson);
  look_into_a_token(lesson);
  repeat_the_tutorial(lesson);
  count_the_costs(lesson);
  explore_likeness(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 13 --seed 1      other noise, other patches to learn from");
  run.suggest("lessons/run 13 --steps 1     directions after one round: what does a token hold?");
  run.suggest("lessons/run 14               a vision transformer, made of such tokens");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "13_patches", run_sections);
}
