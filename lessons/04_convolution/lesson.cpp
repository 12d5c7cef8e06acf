// 04_convolution: the same few weights at every place. The sections, one file each, are in
// sections.hpp; convolution by hand in convolving.cpp, the readers of digits in readers.cpp.
#include "lessons/04_convolution/sections.hpp"

namespace {

using namespace lesson04;

constexpr uint64_t kFirstNumbers = 44;

void ask(show::Page& page) {
  page.question(
          "A convolution 3×3 from 8 maps to 32 has how many weights, and how many would a linear "
          "layer have between the same maps of 8×8?",
          "$32 \\cdot 8 \\cdot 9 = 2304$, whatever the size of the maps. The linear layer: "
          "$(8 \\cdot 64)(32 \\cdot 64) = 1048576$.")
      .question(
          "The sum of each map is invariant, too, and a larger sheet adds only zeros. Or does it?",
          "It adds what the convolutions make of paper, and that is not 0: after the ReLU it is "
          "$\\max(0, b)$ of the first layer, and in the second layer that times weights. The "
          "largest number does not mind more of the same.");
}

void run_sections(show::Run& run) {
  const DigitSplit digits = split(load_digits(run.data("digits/digits.csv.gz")));
  show::Page page = run.page();
  Lesson lesson{run, page, digits.train, digits.test};
  Random first_numbers(run.seed(), kFirstNumbers);
  PooledCnn largest(Keep::largest, first_numbers);
  const Tensor first_kernels = largest.kernels().clone();
  compute_three_ways(lesson);
  follow_the_gradient(lesson);
  look_at_a_photograph(lesson);
  draw_receptive_fields(lesson);
  read_moved_digits(lesson, largest);
  show_what_it_learned(lesson, largest, first_kernels);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 04 --seed 1        other first numbers, other kernels");
  run.suggest("lessons/run 04 --steps 1200    a tenth of the steps: who reads moved digits now?");
  run.suggest("lessons/run 05                 attention: weights that depend on what is seen");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "04_convolution", run_sections);
}
