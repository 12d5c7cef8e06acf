// 08_self_attention_2d: colour each grey shape like its distant twin. The sections, one file each,
// are in sections.hpp; the network in painter.cpp.
#include "lessons/08_self_attention_2d/sections.hpp"

namespace {

using namespace lesson08;

constexpr int64_t kFirstTestScene = 1'000'000'000;  // no training gets that far, whatever its seed

void run_sections(show::Run& run) {
  show::Page page = run.page();
  const TwinsGenerator test({}, 8);
  Lesson lesson{run, page, TwinsGenerator({}, run.seed()), test, test.scenes(kFirstTestScene, 8)};
  show_task(lesson);
  const auto painters = compare_gazes(lesson);
  show_gamma(lesson, *painters);
  show_rows_and_columns(lesson, *painters);
  correct_slips(lesson, *painters);
  page.question("The mean of the picture, too, is attention: with which queries and keys?",
                "With queries (or keys) that are 0: all scores are equal, and softmax makes 1/N of "
                "each. What attention adds is the choice.")
      .question(
          "A row sums to 1, so a place must always look somewhere. Where can it look if there is "
          "nothing to see?",
          "At itself, or at the ground, whose value is dull. Look at the ground between the two "
          "sides in the maps: some of the light that is not needed lies there.");
  run.write(page);
  run.suggest("lessons/run 08 --seed 1      which sign has gamma now?");
  run.suggest("lessons/run 08 --steps 100   stopped early: what does it learn first?");
}

}  // namespace

int main(int argc, char** argv) {
  return show::run_lesson(argc, argv, "08_self_attention_2d", run_sections);
}
