// 21_cuda_matmul: one matrix product, six kernels, and when the copy eats the gain. The kernels are
// in kernels/, their emulation in emulation.hpp, the sections, one file each, in sections.hpp.
#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"

namespace {

using namespace lesson21;

void ask(show::Page& page) {
  page.question(
          "`tiles` has two barriers a step. Which mistake does each prevent, and what would the "
          "emulation say without the second?",
          "Without the first, a thread multiplies a tile that others have not filled. Without the "
          "second, a fast thread fills the next tile while a slow one still reads this one. Both "
          "are races, and the emulation names the two threads and the byte.")
      .question("Why 128 × 128 elements of C for a block, and not 512 × 512?",
                "The bytes fall with the tile's side, but 512 × 512 sums in float are 1 MB, and a "
                "multiprocessor has 256 KB of registers. And a matrix of 1,024 would make 4 blocks "
                "for more than a hundred multiprocessors.")
      .question(
          "A card is a hundred times as fast as your CPU. Does a lone product of 64 × 64 gain?",
          "No: 0.5 MFLOP take a CPU some 10 µs, and the orders to the card take longer, "
          "before the first number has moved. Chains gain earlier, if what lies between stays "
          "there.");
}

void run_sections(show::Run& run, const Wishes& wishes) {
  if (wishes.width % 4 != 0)
    throw show::UsageError("--width must be a multiple of 4: the ViT has 4 heads");
  show::Page page = run.page();
  std::cout << "is there a card? " << std::flush;  // loading what a card needs takes a moment
  Lesson lesson{run, page, wishes, find_card(), {}, {}};
  std::cout << (lesson.found.card ? "yes" : "no: " + lesson.found.why_not) << "\n\n";
  if (wishes.measure && !lesson.found.card)
    throw DeviceError("--measure needs a card: " + lesson.found.why_not +
                      "\nwithout the flag the lesson runs here, too");
  tell_ideas(lesson);
  check_indices(lesson);
  count_traffic(lesson);
  show_speeds(lesson);
  find_crossover(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 21 --bus 12 --card 8     a smaller card on an older bus");
  run.suggest(
      "lessons/run 21 --width 256           a wider ViT: does the copy still eat the gain?");
  run.suggest("lessons/run 21 --measure             on a machine with a card: store what it does");
}

}  // namespace

int main(int argc, char** argv) {
  Wishes wishes;
  return heed::show::run_lesson(
      argc, argv, "21_cuda_matmul", [&](show::Run& run) { run_sections(run, wishes); },
      {{"--measure", "measure this machine's card and store the figures", &wishes.measure},
       {"--bus", "GB/s to a card and back; 0: measured, or 64, PCIe 5.0's", &wishes.bus},
       {"--card", "TFLOP/s of a card in float; 0: measured, or an H100's 67", &wishes.card},
       {"--latency", "microseconds of a copy or a start by itself; 0: measured, or 10",
        &wishes.latency},
       {"--width", "numbers a token of the ViT, a multiple of 4", &wishes.width},
       {"--batch", "pictures in its batch", &wishes.batch}});
}
