// 20_segmentation: a class for every pixel, and where one shape ends. The sections, one file each,
// are in sections.hpp; the model is layers/models/segmenter.hpp, its rivals are in rivals.hpp.
#include "lessons/20_segmentation/sections.hpp"

namespace {

using namespace lesson20;

constexpr uint64_t kTestSeed = 20'000;  // the test scenes are the same for every seed

void run_sections(show::Run& run) {
  show::Page page = run.page();
  const TouchingGenerator test(scenes(), kTestSeed);
  Lesson lesson{run, page, TouchingGenerator(scenes(), run.seed()), test};
  show_task(lesson);
  const auto model = compare_models(lesson);
  look_at_instances(lesson, *model);
  page.question(
          "The head gives 16×16 logits, and they are interpolated to 64×64 pixels. Why may an edge "
          "still be drawn between two pixels inside a patch?",
          "Logits are numbers, not classes. Between a patch that says 3 for the ground and one "
          "that says 1, the lines of the two classes cross where the edge is, not in the middle. "
          "The loss is taken at the pixels, so the model learns to put the crossing there.")
      .question("Why is the answer for a class the same for two circles that touch, and yet two?",
                "Softmax over classes has one output for “circle”, whichever circle it is. To tell "
                "instances apart one needs outputs that are not tied to a class: the rows of "
                "attention here, or object queries (lesson 19).")
      .question(
          "What would you change in the training, to make rows keep to their own shape where "
          "colours are alike?",
          "Give a reason to: a loss that needs the instance, such as the distance of each pixel to "
          "its own shape's middle. Nothing in “circle, square or triangle?” does, where the "
          "neighbour is of the same kind.");
  run.write(page);
  run.suggest("lessons/run 20 --steps 300     stopped early: which kinds are told apart first?");
  run.suggest("lessons/run 08                 attention between pixels that must find their twin");
}

}  // namespace

int main(int argc, char** argv) {
  return show::run_lesson(argc, argv, "20_segmentation", run_sections);
}
