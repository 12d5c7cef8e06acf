// 03_linear: linear layers read digits, and two pixels are enough to stop them. The sections, one
// file each, are in sections.hpp; the models in models.cpp, the training loop in training.cpp.
#include "lessons/03_linear/sections.hpp"

namespace {

using namespace lesson03;

constexpr uint64_t kFirstNumbers = 30;

void run_sections(show::Run& run) {
  const DigitSplit digits = split(load_digits(run.data("digits/digits.csv.gz")));
  show::Page page = run.page();
  Lesson lesson{run, page, rows_of(digits.train), rows_of(digits.test)};
  Scores linear;
  Random first_numbers(run.seed(), kFirstNumbers);
  Mlp mlp(first_numbers);
  weigh_pixels(lesson, linear);
  add_a_layer(lesson, linear, mlp);
  race_optimisers(lesson);
  choose_a_rate(lesson);
  learn_by_heart(lesson);
  shift_the_digits(lesson, linear, mlp);
  run.write(page);
  run.suggest("lessons/run 03 --seed 1        other first numbers: who wins the race now?");
  run.suggest("lessons/run 03 --steps 300     a tenth of the steps: does the order stay?");
  run.suggest("lessons/run 05                attention, and where its gradients go");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "03_linear", run_sections);
}
