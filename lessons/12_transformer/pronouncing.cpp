// From spelling to pronunciation: greedily, with a beam, and what the model thinks at each step.
#include <fmt/format.h>

#include <iostream>

#include "layers/models/seq2seq.hpp"
#include "lessons/12_transformer/cache.hpp"
#include "lessons/12_transformer/closely.hpp"
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
};

// Words of some length, for which a learner knows what is right.
std::vector<size_t> chosen(const Pronunciations& words) {
  std::vector<size_t> rows;
  for (size_t i = 0; i < words.size() && rows.size() < kExamples; ++i)
    if (words[i].source.size() >= 6 && words[i].source.size() <= 10) rows.push_back(i);
  return rows;
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
  return f;
}

using Rows = std::vector<std::vector<std::string>>;
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

void compare(show::Page& page, const Findings& f) {
  page.note(fmt::format(
      "Be honest with the transformer. With as many numbers and about as many words seen, lesson "
      "10's GRUs make about 8.5 phoneme errors in a hundred; this run makes {:.1f}. Sounds follow "
      "letters from left to right, and a recurrent network is made for that; a transformer has to "
      "learn what its positions mean. What it has to offer is shown elsewhere: all places of a "
      "target are trained at once, and nothing has to be carried along from step to step.",
      100 * f.greedy.phoneme_errors));
}

void print(const Findings& f, int64_t beam) {
  std::cout << fmt::format(
                   "\n5. From spelling to pronunciation: {} numbers, lesson 10's has {}\n\n",
                   f.parameters, f.rival_parameters)
            << show::text_table(kJudgedHeader, judged(f, beam)) << "\n"
            << show::text_table(kExampleHeader, f.examples);
}

}  // namespace

void pronounce_words(Lesson& lesson) {
  const PronunciationSplit words =
      split(load_pronunciations(lesson.run.data("cmudict/cmudict.tsv.gz")));
  Pronouncer p = lesson.load.empty() ? train_pronouncer(lesson, encode(words.train))
                                     : load_pronouncer(lesson.load, lesson.norm_first);
  const Findings f = examine_all(lesson, p, words.test);
  const Closely close =
      look_closely(*p.model, lesson.word.empty() ? "thoroughly" : lesson.word, lesson.beam);
  print(f, lesson.beam);
  print(close);
  describe(lesson.page, f, lesson.beam);
  if (!lesson.quick) compare(lesson.page, f);
  describe(lesson.page, close, lesson.beam);
  show::Run& run = lesson.run;
  run.figure("phoneme_error_rate", f.greedy.phoneme_errors, show::Range{0.094, 0.102});
  run.figure("phoneme_error_rate_beam", f.beam.phoneme_errors, show::Range{0.089, 0.098});
  run.figure("words_right", f.greedy.words_right, show::Range{0.608, 0.637});
  run.figure("parameters", f.parameters);
  if (!lesson.word.empty())
    run.figure("word", close.word + ": " + spoken(close.found.front().symbols));
  const auto [source, lengths] = pad({word_letters().encode(close.word)});
  time_the_cache(lesson, *p.model, source, lengths);
}

}  // namespace lesson12
