// 11_normalisation: batch, layer, instance and group norm. The sections, one file each, are in
// sections.hpp; the norms by loops in normalising.cpp.
#include "data/moved.hpp"
#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/11_normalisation/sections.hpp"

namespace {

using namespace lesson11;

constexpr int kWays = 4;          // each test digit is moved
constexpr int64_t kFarthest = 2;  // pixels

Digits moved_ways(const Digits& digits) {
  Random random(11, 3);  // the same for every seed
  std::vector<Tensor> images;
  std::vector<int64_t> labels;
  for (int way = 0; way < kWays; ++way) {
    images.push_back(moved_by_chance(digits.images, kFarthest, random));
    labels.insert(labels.end(), digits.labels.data(), digits.labels.data() + digits.size());
  }
  return {cat(images), labels};
}

void ask(show::Page& page) {
  page.question(
          "Batch norm in train mode gets a batch of one picture, and a channel has one place. What "
          "is its output, and what does the engine say?",
          "The number minus itself is 0, whatever the picture: nothing is left. The engine "
          "refuses: `batch_norm` of one number a channel in training is an error.")
      .question(
          "The bias of a convolution that stands before batch norm: what does it do?",
          "Nothing. It moves all numbers of a channel alike, and so their mean, which is taken "
          "away. Its gradient is 0, but for rounding; $\\beta$ does its work. Before layer norm a "
          "bias counts.");
}

void run_sections(show::Run& run) {
  const DigitSplit digits = split(load_digits(run.data("digits/digits.csv.gz")));
  show::Page page = run.page();
  Lesson lesson{run, page, digits.train, moved_ways(digits.test)};
  draw_the_sets(lesson);
  const Trained all = train_at_batch_sizes(lesson);
  compare_modes(lesson, all);
  change_the_neighbours(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 11 --seed 1       other first numbers, other moves");
  run.suggest("lessons/run 11 --steps 1442   a tenth of the steps: who is fast?");
  run.suggest("lessons/run 12                a transformer, whole, with layer norm");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "11_normalisation", run_sections);
}
