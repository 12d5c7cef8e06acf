// 03_linear: linear layers read digits, and two pixels are enough to stop them. The sections, one
// file each, are in sections.hpp; the models in models.cpp, the training loop in training.cpp.
#include "lessons/03_linear/sections.hpp"

namespace {

using namespace lesson03;

constexpr uint64_t kFirstNumbers = 30;

void ask(show::Page& page) {
  page.question(
          "The linear layer began with zeros. What would become of the MLP if it did?",
          "Nothing. Its hidden numbers are all 0, so $W_2$ gets no gradient; $W_2$ is 0, so none "
          "comes through to $W_1$. Only the last bias learns. Hidden numbers must begin different "
          "to become different.")
      .question(
          "Add the same number to the weights of one pixel in all ten rows. Which digits are read "
          "otherwise?",
          "None: all ten scores of a picture rise alike, and softmax sees only differences. (Here "
          "the ten rows add up to 0 at every pixel, because $p - y$ does: orange in one row is "
          "paid for with blue in others.)");
}

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
  shuffle_the_pixels(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 03 --seed 1        other first numbers: who wins the race now?");
  run.suggest("lessons/run 03 --steps 1200    a tenth of the steps: does the order stay?");
  run.suggest(
      "lessons/run 04                 convolution: the moved digits, read with fewer numbers");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "03_linear", run_sections);
}
