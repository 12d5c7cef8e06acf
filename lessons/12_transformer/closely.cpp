// One word looked at closely.
#include "lessons/12_transformer/closely.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"

namespace lesson12 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kStepHeader = {"writes", "1st", "2nd", "3rd", "4th", "5th"};

Rows rows_of(const std::vector<Step>& steps) {
  Rows rows;
  for (const Step& step : steps) {
    rows.push_back({step.written});
    for (const Choice& choice : step.best)
      rows.back().push_back(fmt::format("{} {:.2f}", choice.symbol, choice.probability));
  }
  return rows;
}

Rows rows_of(const std::vector<Hypothesis>& found) {
  Rows rows;
  for (const Hypothesis& h : found)
    rows.push_back({spoken(h.symbols), fmt::format("{:.3f}", std::exp(h.log_probability)),
                    fmt::format("{:.2f}", h.score)});
  return rows;
}
const std::vector<std::string> kFoundHeader = {"hypothesis", "probability", "score"};

}  // namespace

std::string spoken(const Symbols& symbols) { return phonemes().decode(symbols); }

Closely look_closely(SequenceTransformer& model, const std::string& word, int64_t beam) {
  Closely close{word, {}, {}, {}, {}, {}};
  close.found = hypotheses(model, close.word, beam);
  close.steps = top_five(model, close.word);
  const auto [source, lengths] = pad({word_letters().encode(close.word)});
  std::vector<int64_t> read = {Vocabulary::kBos};
  for (const Step& step : close.steps) {
    close.sounds.push_back(step.written);
    if (step.written != phonemes().symbol(Vocabulary::kEos))
      read.push_back(phonemes().encode(step.written)[0]);
  }
  read.resize(close.steps.size(), Vocabulary::kEos);
  const Indices in(Shape{1, int64_t(read.size())}, read);
  close.looks = select(mean(model.maps(source, lengths, in).cross.back(), 1), 0, 0);
  close.letters = word_letters().cut(close.word);
  return close;
}

void print(const Closely& close) {
  std::cout << fmt::format("\n{}: the five likeliest at each step\n\n", close.word)
            << show::text_table(kStepHeader, rows_of(close.steps)) << "\n"
            << show::text_table(kFoundHeader, rows_of(close.found));
}

void describe(show::Page& page, const Closely& close, int64_t beam) {
  page.heading(fmt::format("What it thinks: {}", close.word))
      .text(
          "Each step gives a probability to every phoneme. Greedy writing takes the first, always; "
          "the others are what it might have been:")
      .begin_row()
      .table(kStepHeader, rows_of(close.steps),
             fmt::format("The five likeliest at each step of writing “{}”.", close.word))
      .figure(show::heat_plot(
                  {"Where it looks",
                   "Bright cells run from the top left to the bottom "
                   "right.",
                   "letter", "writes"},
                  close.looks,
                  {.row_names = close.sounds, .column_names = close.letters, .low = 0, .high = 1}),
              "Cross-attention of the last layer, the mean of its four heads.")
      .end_row()
      .text(fmt::format(
          "A likely first step can lead to an unlikely whole. *Beam search* keeps the {} likeliest "
          "beginnings at each step and lets each go on in every way. Of those that end, the best "
          "is the one with the greatest score, which makes up for the length, since every further "
          "symbol makes a sequence less likely (Wu et al. 2016, with $\\alpha = 0.6$):",
          beam))
      .formula("\\text{score}(y) = \\frac{\\log p(y)}{((5 + n) / 6)^{\\alpha}}")
      .table(kFoundHeader, rows_of(close.found), fmt::format("What a beam of {} finds.", beam));
}

}  // namespace lesson12
