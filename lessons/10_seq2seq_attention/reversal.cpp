// Reversing strings of 20 letters, without attention and with three kinds of it.
#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <memory>

#include "data/letter_strings.hpp"
#include "lessons/10_seq2seq_attention/alignment.hpp"
#include "lessons/10_seq2seq_attention/sections.hpp"

namespace lesson10 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
constexpr int64_t kLength = 20, kLetters = 20, kBatch = 64, kTestStrings = 1000, kSteps = 1000;
constexpr uint64_t kTestSeed = 7;

struct Reverser {
  std::string name;
  Alignment alignment;
  std::unique_ptr<Seq2Seq> model;
  std::vector<double> losses;
  double exact = 0;
};

LetterStrings strings(Part part, uint64_t seed) {
  return LetterStrings({Rearrange::reverse, kLength, kLength, kLetters}, part, seed);
}

std::vector<Reverser> new_reversers() {
  std::vector<Reverser> all;
  for (const auto& [name, alignment] :
       {std::pair("without attention", Alignment::none), std::pair("additive", Alignment::additive),
        std::pair("dot", Alignment::dot), std::pair("general", Alignment::general)})
    all.push_back({name, alignment, {}, {}});
  return all;
}

// Without attention the state is twice as wide: it has to carry everything.
void train_and_examine(Lesson& lesson, Reverser& r) {
  const uint64_t seed = lesson.run.seed();
  const LetterStrings task = strings(Part::train, seed);
  const int64_t symbols = task.source_vocabulary().size();
  Random random(seed, 10);
  r.model =
      std::make_unique<Seq2Seq>(Seq2SeqOptions{.source_symbols = symbols,
                                               .target_symbols = symbols,
                                               .hidden = r.alignment == Alignment::none ? 128 : 64,
                                               .alignment = r.alignment},
                                random);
  r.losses = train(*r.model, 5e-3, lesson.run.progress("reversal, " + r.name, lesson.steps(kSteps)),
                   [&](int64_t step) { return task.batch(step * kBatch, kBatch); });
  const std::vector<SymbolPair> test = strings(Part::test, kTestSeed).pairs(0, kTestStrings);
  r.exact = exact_match(write(*r.model, test, kLength).symbols, test);
}

// Of the first test string; what was written may differ from what should be.
Aligned alignment_of(const Reverser& r) {
  const LetterStrings task = strings(Part::test, kTestSeed);
  const std::vector<SymbolPair> first = {task.pair(0)};
  const Written written = write(*r.model, first, kLength);
  Aligned aligned{{}, {}, written.weights[0]};
  for (const int64_t symbol : written.symbols[0])
    aligned.rows.push_back(task.target_vocabulary().symbol(symbol));
  if (int64_t(aligned.rows.size()) < aligned.weights.size(0)) aligned.rows.push_back("<eos>");
  for (const int64_t symbol : first[0].source)
    aligned.columns.push_back(task.source_vocabulary().symbol(symbol));
  return aligned;
}

const std::vector<std::string> kHeader = {"the decoder looks back", "parameters",
                                          "strings reversed exactly"};

Rows rows_of(const std::vector<Reverser>& all) {
  Rows rows;
  for (const Reverser& r : all)
    rows.push_back(
        {r.name, fmt::format("{}", r.model->num_parameters()), fmt::format("{:.3f}", r.exact)});
  return rows;
}

std::string loss_plot(const std::vector<Reverser>& all) {
  show::LinePlot plot({"Loss of reversing 20 letters",
                       "With attention the loss falls to nearly 0, without it stays high.", "step",
                       "loss (nats a symbol)"});
  for (const Reverser& r : all) plot.add(r.name, r.losses);
  return plot.level("any of 20 letters: ln 20", std::log(kLetters)).svg();
}

void record(const Lesson& lesson, const std::vector<Reverser>& all) {
  show::Run& run = lesson.run;
  run.figure("exact_match_without_attention", all[0].exact, lesson.range(0.004, 0.005));
  run.figure("exact_match_with_attention", all[1].exact, lesson.range(1, 1));
  run.figure("exact_match_dot", all[2].exact, lesson.range(0.985, 0.993));
  run.figure("exact_match_general", all[3].exact, lesson.range(0.993, 0.996));
}

void describe_attention(show::Page& page) {
  page.heading("Let the decoder look back")
      .text(
          "Lesson 09's decoder had one vector to go by. But the encoder made a state $h_j$ for "
          "every letter, and threw all but the last away. Keep them, and let the decoder choose at "
          "each step $t$: it gives each a score, softmax makes weights of the scores, and the "
          "weighted sum is the *context*:")
      .formula(
          "a_{tj} = \\frac{\\exp e_{tj}}{\\sum_k \\exp e_{tk}}, \\qquad c_t = \\sum_j a_{tj} h_j")
      .text(
          "The score is a small network (*additive*, Bahdanau et al. 2014), or a dot product, as "
          "it "
          "is or with a matrix between (*dot* and *general*, Luong et al. 2015):")
      .formula(
          "e_{tj} = v^\\top \\tanh(W_a s_{t-1} + U_a h_j), \\qquad e_{tj} = s_t^\\top h_j, \\qquad "
          "e_{tj} = s_t^\\top W_a h_j")
      .text(
          "They differ in *when* they look, too. Additive attention asks with the state before, "
          "$s_{t-1}$, and the context enters the next state: $s_t = \\operatorname{cell}([y_{t-1}; "
          "c_t], s_{t-1})$. Luong's ask with the new state $s_t$, and the context goes to the "
          "output only. Then all steps of a known target can be computed at once, which trains "
          "faster.");
}

void describe(show::Page& page, const std::vector<Reverser>& all, const Rows& rows,
              const std::vector<Aligned>& alignments) {
  page.figure(loss_plot(all), fmt::format("All see the same strings of {} letters.", kLength))
      .table(kHeader, rows,
             fmt::format("{} new strings. Without attention the state has 128 numbers, with it 64.",
                         kTestStrings))
      .text(
          "Where do they look? Row $t$ is the step that writes that letter, and its weights sum to "
          "1. To reverse a string is to read it from the end: the weights lie on the other "
          "diagonal, which nobody told them.")
      .begin_row();
  for (size_t i = 0; i < alignments.size(); ++i)
    page.figure(
        drawn(alignments[i], "Where " + all[i + 1].name + " attention looks",
              "The bright cells lie on the diagonal from the top right to the bottom left."),
        "The first test string, " + all[i + 1].name + ".");
  page.end_row();
}

}  // namespace

void reverse_strings(Lesson& lesson) {
  std::vector<Reverser> all = new_reversers();
  for (Reverser& r : all) train_and_examine(lesson, r);
  std::vector<Aligned> alignments;
  for (size_t i = 1; i < all.size(); ++i) alignments.push_back(alignment_of(all[i]));
  const Rows rows = rows_of(all);
  double worst = 0;
  for (const Aligned& aligned : alignments) worst = std::max(worst, off_one(aligned.weights));
  std::cout << "Reverse 20 letters, each model with the same strings and steps:\n"
            << show::text_table(kHeader, rows)
            << "\nWhere additive attention looks while it writes the first test string backwards:\n"
            << printed(alignments[0])
            << fmt::format("Each row of weights sums to 1, within {:.0e}.\n\n", worst);
  record(lesson, all);
  describe_attention(lesson.page);
  describe(lesson.page, all, rows, alignments);
}

}  // namespace lesson10
