// 14_tiny_vit: a vision transformer reads digits, and shows where it looks.

#include "lessons/show/lesson.hpp"

#include "data/digits.hpp"
#include "lessons/14_tiny_vit/hidden.hpp"
#include "lessons/14_tiny_vit/reading.hpp"

using namespace heed;

namespace {

void lesson(show::Run& run) {
  const DigitSplit digits = split(load_digits(run.data("digits/digits.csv.gz")));
  show::Page page = run.page();
  const Tensor positions = lesson14::read_digits(run, page, digits);
  lesson14::find_hidden_digits(run, page, digits, positions);
  page.question(
          "CLS is a learned vector that stands nowhere in the picture. Why not simply average all "
          "tokens at the end?",
          "One may, and it works about as well. But an average looks everywhere alike; CLS chooses "
          "with its query what it gathers, and that choice is what the maps show.")
      .question("The gaze is that of the last block. Why is it not the whole story?",
                "Blocks before it have already mixed the patches: the token of a patch carries "
                "what its neighbours showed. Painting patches over is the better test of what "
                "matters, and it agrees here.")
      .question("Why does a CNN need fewer examples than a vision transformer?",
                "It is told two things that a transformer must learn: that neighbours belong "
                "together, and that a stroke is the same stroke wherever it stands.");
  run.write(page);
}

}  // namespace

int main(int argc, char** argv) { return show::run_lesson(argc, argv, "14_tiny_vit", lesson); }
