// From spelling to pronunciation: greedily, with a beam, and what the model thinks at each step.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "layers/models/seq2seq.hpp"
#include "lessons/12_transformer/cache.hpp"
#include "lessons/12_transformer/pronouncer.hpp"

namespace lesson12 {

namespace {

constexpr size_t kExamples = 10;
// Lesson 10's model with attention, and what it reached there.
const Seq2SeqOptions kLesson10 = {.source_symbols = 29,
                                  .target_symbols = 43,
                                  .embedding = 64,
                                  .hidden = 128,
                                  .bidirectional = true,
                                  .alignment = Alignment::general};

struct Findings {
  int64_t parameters, rival_parameters;
  std::vector<double> losses;
  Exam greedy, beam;
  std::vector<std::vector<std::string>> examples;
  std::string word;  // that is looked at closely
  std::string dictionary;
  std::vector<Hypothesis> found;
  std::vector<Step> steps;
  Tensor looks;  // (T, S): the last layer's cross-attention, the mean of its heads
  std::vector<std::string> letters, sounds;
};

std::string spoken(const Symbols& symbols) { return phonemes().decode(symbols); }

// Words of some length, for which a learner knows what is right.
std::vector<size_t> chosen(const Pronunciations& words) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < words.size() && rows.size() < kExamples; ++i)
    if (words[i].source.size() >= 6 && words[i].source.size() <= 10) rows.push_back(i);
  return rows;
}

void look_closely(Findings& f, SequenceTransformer& model, int64_t beam) {
  f.found = hypotheses(model, f.word, beam);
  f.steps = top_five(model, f.word);
  const auto [source, lengths] = pad({word_letters().encode(f.word)});
  std::vector<int64_t> read = {Vocabulary::kBos};
  for (const Step& step : f.steps) {
    f.sounds.push_back(step.written);
    if (step.written != phonemes().symbol(Vocabulary::kEos))
      read.push_back(phonemes().encode(step.written)[0]);
  }
  read.resize(f.steps.size(), Vocabulary::kEos);
  const Indices in(Shape{1, int64_t(read.size())}, read);
  f.looks = select(mean(model.maps(source, lengths, in).cross.back(), 1), 0, 0);
  f.letters = word_letters().cut(f.word);
}

Findings examine_all(Lesson& lesson, Pronouncer& p, const Pronunciations& test) {
  const std::vector<SymbolPair> pairs = encode(test);
  const std::vector<Symbols> greedy = answers(*p.model, pairs, kLongestPronunciation);
  const std::vector<Symbols> best = best_of_beam(*p.model, pairs, lesson.beam);
  Findings f;
  f.parameters = p.model->num_parameters();
  f.rival_parameters = Seq2Seq(kLesson10).num_parameters();
  f.losses = p.losses;
  f.greedy = examine(greedy, pairs), f.beam = examine(best, pairs);
  for (const size_t i : chosen(test))
    f.examples.push_back({test[i].source, test[i].target, spoken(greedy[i]), spoken(best[i])});
  f.word = lesson.word.empty() ? "thoroughly" : lesson.word;
  look_closely(f, *p.model, lesson.beam);
  return f;
}

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

Rows judged(const Findings& f, int64_t beam) {
  const auto row = [](const std::string& name, const Exam& exam) {
    return std::vector<std::string>{name, fmt::format("{:.1f} %", 100 * exam.phoneme_errors),
                                    fmt::format("{:.1f} %", 100 * exam.words_right)};
  };
  return {row("greedy", f.greedy), row(fmt::format("beam of {}", beam), f.beam)};
}
const std::vector<std::string> kJudgedHeader = {"written", "phoneme errors", "words right"};
const std::vector<std::string> kExampleHeader = {"word", "dictionary", "greedy", "beam"};

std::string loss_drawn(const Findings& f) {
  show::LinePlot plot({"The loss on pronunciations", "The loss falls, ever more slowly.", "step",
                       "loss (nats a phoneme)"});
  return plot.add("each batch of 64", f.losses).log_y().svg();
}

void describe(show::Page& page, const Findings& f, int64_t beam) {
  page.heading("From spelling to pronunciation")
      .text(fmt::format(
          "Now real words: *phoneme* is said `f ow n iy m`. A transformer of 2 + 2 layers learns "
          "it from 101,538 words of a dictionary and is asked for 2,000 others. It has {} numbers; "
          "lesson 10's GRUs with attention have {}.",
          f.parameters, f.rival_parameters));
  if (!f.losses.empty())
    page.figure(loss_drawn(f), "Guessing among 41 symbols would cost ln 41 = 3.71.");
  page.table(kJudgedHeader, judged(f, beam),
             "2,000 held-out words. Phoneme errors: phonemes to exchange, leave out or put in, "
             "over all phonemes.")
      .table(kExampleHeader, f.examples, "The first ten held-out words of 6 to 10 letters.");
}

void describe_closely(show::Page& page, const Findings& f, int64_t beam) {
  page.heading(fmt::format("What it thinks: {}", f.word))
      .text(
          "Each step gives a probability to every phoneme. Greedy writing takes the first, always; "
          "the others are what it might have been:")
      .begin_row()
      .table(kStepHeader, rows_of(f.steps),
             fmt::format("The five likeliest at each step of writing “{}”.", f.word))
      .figure(show::heat_plot(
                  {"Where it looks",
                   "Bright cells run from the top left to the bottom "
                   "right.",
                   "letter", "writes"},
                  f.looks, {.row_names = f.sounds, .column_names = f.letters, .low = 0, .high = 1}),
              "Cross-attention of the last layer, the mean of its four heads.")
      .end_row()
      .text(fmt::format(
          "A likely first step can lead to an unlikely whole. *Beam search* keeps the {} likeliest "
          "beginnings at each step and lets each go on in every way. Of those that end, the best "
          "is the one with the greatest score, which makes up for the length, since every further "
          "symbol makes a sequence less likely (Wu et al. 2016, with $\\alpha = 0.6$):",
          beam))
      .formula("\\text{score}(y) = \\frac{\\log p(y)}{((5 + n) / 6)^{\\alpha}}")
      .table(kFoundHeader, rows_of(f.found), fmt::format("What a beam of {} finds.", beam));
}

void print(const Findings& f, int64_t beam) {
  std::cout << fmt::format(
                   "\n5. From spelling to pronunciation: {} numbers, lesson 10's has {}\n\n",
                   f.parameters, f.rival_parameters)
            << show::text_table(kJudgedHeader, judged(f, beam)) << "\n"
            << show::text_table(kExampleHeader, f.examples)
            << fmt::format("\n{}: the five likeliest at each step\n\n", f.word)
            << show::text_table(kStepHeader, rows_of(f.steps)) << "\n"
            << show::text_table(kFoundHeader, rows_of(f.found));
}

}  // namespace

void pronounce_words(Lesson& lesson) {
  const PronunciationSplit words =
      split(load_pronunciations(lesson.run.data("cmudict/cmudict.tsv.gz")));
  Pronouncer p = lesson.load.empty() ? train_pronouncer(lesson, encode(words.train))
                                     : load_pronouncer(lesson.load, lesson.norm_first);
  const Findings f = examine_all(lesson, p, words.test);
  print(f, lesson.beam);
  describe(lesson.page, f, lesson.beam);
  describe_closely(lesson.page, f, lesson.beam);
  show::Run& run = lesson.run;
  run.figure("phoneme_error_rate", f.greedy.phoneme_errors, show::Range{0, 0});
  run.figure("phoneme_error_rate_beam", f.beam.phoneme_errors, show::Range{0, 0});
  run.figure("words_right", f.greedy.words_right, show::Range{0, 0});
  run.figure("parameters", f.parameters);
  if (!lesson.word.empty()) run.figure("word", f.word + ": " + spoken(f.found.front().symbols));
  const auto [source, lengths] = pad({word_letters().encode(f.word)});
  time_the_cache(lesson, *p.model, source, lengths);
}

}  // namespace lesson12
