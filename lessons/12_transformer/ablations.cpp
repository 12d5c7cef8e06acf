// What each part is good for: heads, residuals, positions; and sequences longer than any before.
#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "data/letter_strings.hpp"
#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

namespace {

constexpr uint64_t kFirstNumbers = 123;
constexpr int64_t kSteps = 600, kPieces = 12, kBatch = 64, kTest = 500;
constexpr int64_t kLeast = 4, kMost = 10;           // letters in training
constexpr int64_t kFarthest = 16, kOfLength = 100;  // letters in the test of lengths

struct Variant {
  std::string name;
  int64_t heads = 4;
  bool residual = true, positions = true;
};
const std::vector<Variant> kVariants = {{"1 head", 1},
                                        {"2 heads", 2},
                                        {"4 heads", 4},
                                        {"8 heads", 8},
                                        {"without residuals", 4, false},
                                        {"without positions", 4, true, false}};
enum Which : size_t { kOneHead, kTwoHeads, kFourHeads, kEightHeads, kNoResiduals, kNoPositions };

struct Trial {
  Variant variant;
  int64_t parameters;
  std::vector<double> steps, right;        // exact match on the way
  std::vector<double> lengths, by_length;  // at the end
};

LetterOptions strings(int64_t least, int64_t most) {
  return {.task = Rearrange::reverse, .least_length = least, .most_length = most};
}

double accuracy(SequenceTransformer& model, const LetterStrings& test, int64_t count) {
  const std::vector<SymbolPair> pairs = test.pairs(0, count);
  return exact_match(answers(model, pairs, kFarthest + 2), pairs);
}

// The training in pieces, so that it can be looked at between them.
Trial attempt(Lesson& lesson, const Variant& variant) {
  const LetterStrings letters(strings(kLeast, kMost), Part::train, lesson.run.seed());
  const LetterStrings test(strings(kLeast, kMost), Part::test, 12);
  TransformerOptions layers = lesson.layers(1, 128);
  layers.residual = variant.residual;
  Random random(lesson.run.seed(), kFirstNumbers);
  SequenceTransformer model({.source_symbols = letters.source_vocabulary().size(),
                             .target_symbols = letters.target_vocabulary().size(),
                             .dim = 64,
                             .heads = variant.heads,
                             .layers = layers,
                             .positions = variant.positions},
                            random);
  Trial trial{variant, model.num_parameters(), {}, {}, {}, {}};
  const int64_t steps = lesson.steps(kSteps, 2), piece = std::max<int64_t>(1, steps / kPieces);
  int64_t next = 0, done = 0;
  train(model, {}, lesson.run.progress("reversing, " + variant.name, steps), [&] {
    if (done++ % piece == 0 && done > 1) {
      trial.steps.push_back(double(done - 1));
      trial.right.push_back(accuracy(model, test, kTest));
    }
    return letters.batch(std::exchange(next, next + kBatch), kBatch);
  });
  trial.steps.push_back(double(steps));
  trial.right.push_back(accuracy(model, test, kTest));
  for (int64_t length = 3; length <= kFarthest; ++length) {
    trial.lengths.push_back(double(length));
    trial.by_length.push_back(
        accuracy(model, LetterStrings(strings(length, length), Part::test, 13), kOfLength));
  }
  return trial;
}

double at_length(const Trial& trial, int64_t length) { return trial.by_length[size_t(length - 3)]; }
// After a third of the steps.
double early(const Trial& trial) { return trial.right[(trial.right.size() - 1) / 3]; }

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {
    "model", "numbers", "after a third", "at the end", "11 letters", "12", "14"};

Rows rows_of(const std::vector<Trial>& trials) {
  Rows rows;
  for (const Trial& t : trials)
    rows.push_back(
        {t.variant.name, fmt::format("{}", t.parameters), fmt::format("{:.3f}", early(t)),
         fmt::format("{:.3f}", t.right.back()), fmt::format("{:.2f}", at_length(t, 11)),
         fmt::format("{:.2f}", at_length(t, 12)), fmt::format("{:.2f}", at_length(t, 14))});
  return rows;
}

std::string drawn(const std::vector<Trial>& trials, const std::vector<size_t>& which,
                  const show::PlotText& text, bool by_length) {
  show::LinePlot plot(text);
  for (const size_t i : which) {
    const Trial& t = trials[i];
    if (by_length)
      plot.add(t.variant.name, t.lengths, t.by_length);
    else
      plot.add(t.variant.name, t.steps, t.right);
  }
  return plot.y_range(0, 1).svg();
}

void describe(show::Page& page, const std::vector<Trial>& trials) {
  page.heading("What is each part good for?")
      .text(fmt::format(
          "Strings of {} to {} letters are written backwards, by 1 + 1 layers of 64. One thing is "
          "changed at a time. All have {} numbers to learn: $h$ heads share the same matrices, "
          "each with $64 / h$ numbers.",
          kLeast, kMost, trials[0].parameters))
      .begin_row()
      .figure(drawn(trials, {kOneHead, kTwoHeads, kFourHeads, kEightHeads},
                    {"Heads", "The more heads, the faster; in the end all are close.", "step",
                     "strings right"},
                    false),
              "1, 2, 4 and 8 heads at equal parameters.")
      .figure(
          drawn(trials, {kFourHeads, kNoResiduals, kNoPositions},
                {"Without …", "Without residuals it learns slowly; without positions not at all.",
                 "step", "strings right"},
                false),
          "Without residuals, and without positions.")
      .end_row()
      .table(kHeader, rows_of(trials),
             fmt::format("The share of {} test strings that are right, after a third of the steps "
                         "and at the end; then of strings longer than any in training.",
                         kTest));
}

void explain_trials(show::Page& page, const std::vector<Trial>& trials) {
  page.list({"**Heads.** A head has one pattern of weights a step. Several can look at several "
             "places at once, so it is found sooner which of them helps. Once it is found, one "
             "head is nearly enough for this task: it needs one place at a time.",
             "**Residuals.** Without them each part must pass on all it was given, through "
             "softmax and ReLU; the letter itself gets lost among what was made of it.",
             "**Positions.** Without them the source is a bag: *abc* and *cba* are the same to "
             "the encoder, to the last bit but for rounding. No training can help."})
      .figure(drawn(trials, {kOneHead, kFourHeads, kEightHeads},
                    {"Longer than ever trained",
                     "Up to ten letters nearly all are right; at eleven and more the share falls "
                     "to zero.",
                     "letters", "strings right"},
                    true),
              "Trained on 4 to 10 letters.")
      .text(fmt::format(
          "Sinusoids have a vector for every place, and it is often said that a model could "
          "therefore go on beyond the lengths that it was trained on. It does not: with four heads "
          "{:.2f} of 11 letters are right and {:.2f} of 14. Shorter ones than it has seen may "
          "fail, too: {:.2f} of 3 letters. The vectors exist; what to do with them was never "
          "learned.",
          at_length(trials[kFourHeads], 11), at_length(trials[kFourHeads], 14),
          at_length(trials[kFourHeads], 3)));
}

}  // namespace

void take_parts_away(Lesson& lesson) {
  std::vector<Trial> trials;
  for (const Variant& variant : kVariants) trials.push_back(attempt(lesson, variant));
  std::cout << "\n4. Strings of 4 to 10 letters, backwards: what is each part good for?\n\n"
            << show::text_table(kHeader, rows_of(trials));
  describe(lesson.page, trials);
  explain_trials(lesson.page, trials);
  show::Run& run = lesson.run;
  const std::pair<const char*, show::Range> names[] = {
      {"1_head", {0.946, 0.988}},       {"2_heads", {0.966, 1}},
      {"4_heads", {0.978, 1}},          {"8_heads", {0.996, 1}},
      {"no_residuals", {0.168, 0.800}}, {"no_positions", {0.004, 0.012}}};
  for (size_t i = 0; i < trials.size(); ++i)
    run.figure(fmt::format("reversed_{}", names[i].first), trials[i].right.back(), names[i].second);
  run.figure("reversed_1_head_early", early(trials[kOneHead]), show::Range{0.570, 0.604});
  run.figure("reversed_8_heads_early", early(trials[kEightHeads]), show::Range{0.720, 0.810});
  run.figure("reversed_14_letters", at_length(trials[kFourHeads], 14), show::Range{0, 0});
}

}  // namespace lesson12
