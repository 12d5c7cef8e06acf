// Lesson 09's plot again: copying, by length and by place.
#include <fmt/format.h>

#include <iostream>
#include <numeric>

#include "data/letter_strings.hpp"
#include "lessons/10_seq2seq_attention/sections.hpp"

namespace lesson10 {

namespace {

constexpr int64_t kShortest = 5, kLongest = 25, kTried = 40, kLetters = 20, kBatch = 64;
constexpr int64_t kTestStrings = 500, kPlaces = 20;
constexpr int64_t kStepsWithout = 2000, kStepsWith = 1000;  // lesson 09's budget, and half of it
constexpr uint64_t kTestSeed = 7;

LetterStrings strings(int64_t length, Part part, uint64_t seed) {
  return LetterStrings({Rearrange::copy, length, length, kLetters}, part, seed);
}

// All strings of a batch have one length.
PairBatch batch_of(uint64_t seed, int64_t step) {
  Random random(seed, uint64_t(step));
  const int64_t length = kShortest + random.integer(kLongest - kShortest + 1);
  return strings(length, Part::train, seed).batch(step * kBatch, kBatch);
}

struct Copier {
  std::vector<double> lengths, exact;  // the share of strings of that length copied exactly
  std::vector<double> right;           // the share of letters at each of kPlaces places

  double exact_at(int64_t length) const { return exact[size_t(length - kShortest)]; }
};

Copier trained(Lesson& lesson, Alignment alignment, int64_t hidden, int64_t steps) {
  const uint64_t seed = lesson.run.seed();
  const int64_t symbols = strings(1, Part::train, seed).source_vocabulary().size();
  Random random(seed, 9);
  Seq2Seq model({.source_symbols = symbols,
                 .target_symbols = symbols,
                 .hidden = hidden,
                 .alignment = alignment},
                random);
  const char* name = alignment == Alignment::none ? "copying, lesson 09's" : "copying, additive";
  train(model, 5e-3, lesson.run.progress(name, lesson.steps(steps)),
        [&](int64_t step) { return batch_of(seed, step); });
  Copier copier;
  for (int64_t length = kShortest; length <= kTried; ++length) {
    const std::vector<SymbolPair> test =
        strings(length, Part::test, kTestSeed).pairs(0, kTestStrings);
    const Written written = write(model, test, kTried);
    copier.lengths.push_back(double(length));
    copier.exact.push_back(exact_match(written.symbols, test));
    if (length == kPlaces) copier.right = right_by_place(written.symbols, test);
  }
  return copier;
}

std::string length_plot(const Copier& without, const Copier& with) {
  show::LinePlot plot(
      {"Strings copied without a mistake",
       "With attention nearly all are right up to 25 letters, the longest that were "
       "trained on; then the line falls. Without it, it falls from the beginning.",
       "letters in the string", "share copied exactly"});
  plot.add("without attention (lesson 09)", without.lengths, without.exact);
  plot.add("additive attention", with.lengths, with.exact);
  return plot.y_range(0, 1).svg();
}

std::string place_plot(const Copier& without, const Copier& with) {
  show::LinePlot plot({fmt::format("Which of {} letters are right", kPlaces),
                       "With attention all places are right; without it the later ones are wrong.",
                       "place in the string", "share of letters right"});
  plot.add("without attention (lesson 09)", without.right).add("additive attention", with.right);
  return plot.y_range(0, 1).level("guessing", 1.0 / kLetters).svg();
}

}  // namespace

void copy_strings(Lesson& lesson) {
  const Copier without = trained(lesson, Alignment::none, 128, kStepsWithout);
  const Copier with = trained(lesson, Alignment::additive, 64, kStepsWith);
  std::vector<std::vector<std::string>> rows;
  for (const int64_t length : {5, 10, 15, 20, 25, 30, 40})
    rows.push_back({fmt::format("{}", length), fmt::format("{:.3f}", without.exact_at(length)),
                    fmt::format("{:.3f}", with.exact_at(length))});
  std::cout << "Copied without a mistake; both were trained on 5 to 25 letters:\n"
            << show::text_table({"letters", "without attention", "with"}, rows) << "\n";
  lesson.run.figure("copied_20_without_attention", without.exact_at(20), lesson.range(0, 0));
  lesson.run.figure("copied_20_with_attention", with.exact_at(20), lesson.range(0.998, 1));
  lesson.run.figure("copied_40_with_attention", with.exact_at(40), lesson.range(0, 0));
  lesson.page.heading("Lesson 09's plot again")
      .text(
          "Copying strings of 5 to 25 letters, as in the lesson before. The model without "
          "attention is that lesson's GRU with all of its steps; the one with additive attention "
          "has half as wide a state and half as many steps.")
      .begin_row()
      .figure(length_plot(without, with),
              "New strings, 500 of each length. Training had lengths up to 25.")
      .figure(place_plot(without, with),
              fmt::format("Strings of {} letters: how often is each place right?", kPlaces))
      .end_row()
      .text(
          "The length no longer matters, as long as it is one that was trained on. Beyond 25 "
          "letters the copies with attention fail, too: the decoder has learned where to look next "
          "from states that never counted so far. Attention takes away the bottleneck; it does not "
          "make a rule out of examples.");
}

}  // namespace lesson10
