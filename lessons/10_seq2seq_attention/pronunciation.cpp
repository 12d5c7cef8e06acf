// From spelling to pronunciation, on real words.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "lessons/10_seq2seq_attention/speller.hpp"

namespace lesson10 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
// Held-out words that most people know, with something to look for: two letters for one sound, one
// letter for two, silent ones.
constexpr const char* kExamples[] = {"thought",   "phonetic",   "fighting",   "nation",
                                     "exquisite", "playwright", "atmosphere", "knockdown",
                                     "umbrella",  "researcher"};

std::vector<TextPair> examples(const PronunciationSplit& split) {
  std::vector<TextPair> chosen;
  for (const char* example : kExamples)
    for (const TextPair& word : split.test)
      if (word.source == example) chosen.push_back(word);
  return chosen;
}

const std::vector<std::string> kHeader = {"word", "dictionary", "the model says", "errors"};

Rows rows_of(Speller& speller, const std::vector<TextPair>& words) {
  Rows rows;
  for (const TextPair& word : words) {
    const std::string own = said(speller, word.source);
    const int64_t errors = edit_distance(phonemes().encode(own), phonemes().encode(word.target));
    rows.push_back({word.source, word.target, own, errors ? fmt::format("{}", errors) : "–"});
  }
  return rows;
}

void print(const Exam& exam, const Rows& rows) {
  std::cout << fmt::format(
                   "2,000 held-out words: phoneme error rate {:.3f} ({:.3f} if all vowels were "
                   "alike), words with an error {:.3f}\n",
                   exam.phoneme_errors, exam.vowels_alike, exam.words_wrong)
            << show::text_table(kHeader, rows);
}

void record(const Lesson& lesson, const Exam& exam) {
  lesson.run.figure("phoneme_error_rate", exam.phoneme_errors, lesson.range(0.083, 0.088));
  lesson.run.figure("phoneme_error_rate_vowels_alike", exam.vowels_alike,
                    lesson.range(0.024, 0.028));
  lesson.run.figure("words_wrong", exam.words_wrong, lesson.range(0.348, 0.35));
}

std::string loss_plot(const std::vector<double>& losses) {
  show::LinePlot plot({"Loss of pronouncing", "The loss falls quickly, then slowly.", "step",
                       "loss (nats a phoneme)"});
  return plot.add("each batch of 128 words", losses).svg();
}

void describe(show::Page& page, const Speller& speller, const Exam& exam, const Rows& rows) {
  page.heading("Real words: from spelling to pronunciation")
      .text(
          "English spelling is a translation of its own: the *gh* of *night* says nothing, that of "
          "*laugh* says f. The Carnegie Mellon Pronouncing Dictionary (CMUdict 0.4, modified: "
          "stress and syllables dropped, one pronunciation a word, words of a–z only; its licence "
          "is in `data/cmudict/COPYING`) has 105,538 words. 101,538 are for training, 2,000 chose "
          "the settings, and 2,000 are held out for the test.")
      .text(
          "The encoder reads the word in both directions, so $h_j$ knows what comes before and "
          "after letter $j$; the score is Luong's *general*. Words of like length share a batch.")
      .table({"on the 2,000 held-out words", ""},
             {{"phoneme error rate", fmt::format("{:.3f}", exam.phoneme_errors)},
              {"the same, if all vowels were alike", fmt::format("{:.3f}", exam.vowels_alike)},
              {"words with at least one error", fmt::format("{:.3f}", exam.words_wrong)}},
             "The phoneme error rate counts the phonemes to put in, leave out or exchange, over "
             "all phonemes of the dictionary's answer.");
  if (!speller.losses.empty())
    page.figure(loss_plot(speller.losses), "Guessing among 41 symbols would cost ln 41 = 3.71.");
  page.table(kHeader, rows, "Ten held-out words that people know; most of the others are rarer.");
}

void describe_limits(show::Page& page, const Exam& exam) {
  page.text(fmt::format(
      "What limits it? Mostly the vowels: if any vowel counted as right for any other, the error "
      "rate would be {:.3f} in place of {:.3f}. English letters say little about them, and less "
      "where there is no stress (*ax*, *ih* or *ah*?), which the dictionary's data here have lost. "
      "Many of its words are names, whose sound is a matter of where they come from; and it gives "
      "one pronunciation where people use several. Last, the budget: the loss still falls.",
      exam.vowels_alike, exam.phoneme_errors));
}

void draw_alignments(show::Page& page, Speller& speller, const std::vector<std::string>& words) {
  page.text(
      "Where it looks. Rows are phonemes, columns letters: follow a word by eye, and see which "
      "letters make one sound together, and which make two. Since the encoder reads in both "
      "directions, the first letter of a group may stand for all of it, as *g* for *ght*.");
  for (size_t i = 0; i < words.size(); ++i) {
    if (i % 2 == 0) page.begin_row();
    page.figure(drawn(alignment_of(speller, words[i]), words[i],
                      "Bright cells run from the top left to the bottom right."),
                words[i] + ": " + said(speller, words[i]));
    if (i % 2 == 1 || i + 1 == words.size()) page.end_row();
  }
}

// The word of --word, and what the dictionary says, if it knows it.
void pronounce_one(Lesson& lesson, Speller& speller, const Pronunciations& all) {
  const std::string own = said(speller, lesson.word);
  const auto known = std::find_if(all.begin(), all.end(),
                                  [&](const TextPair& word) { return word.source == lesson.word; });
  const std::string dictionary = known == all.end() ? "not in it" : known->target;
  std::cout << fmt::format("\n{}: {}   (dictionary: {})\n{}", lesson.word, own, dictionary,
                           printed(alignment_of(speller, lesson.word)));
  lesson.run.figure("word", lesson.word + ": " + own);
  lesson.page.heading("Your word: " + lesson.word)
      .figure(drawn(alignment_of(speller, lesson.word), lesson.word,
                    "Where the model looks for each phoneme."),
              fmt::format("{}: {} (dictionary: {})", lesson.word, own, dictionary));
}

}  // namespace

void pronounce_words(Lesson& lesson) {
  const Pronunciations all = load_pronunciations(lesson.run.data("cmudict/cmudict.tsv.gz"));
  const PronunciationSplit parts = split(all);
  Speller speller = lesson.load.empty() ? train_speller(lesson, parts) : load_speller(lesson.load);
  const Exam exam = examine(speller, encode(parts.test));
  const std::vector<TextPair> chosen = examples(parts);
  const Rows rows = rows_of(speller, chosen);
  print(exam, rows);
  if (lesson.word.empty() && !chosen.empty())
    std::cout << "\n" << printed(alignment_of(speller, chosen[0].source));
  record(lesson, exam);
  describe(lesson.page, speller, exam, rows);
  describe_limits(lesson.page, exam);
  std::vector<std::string> words;
  for (const TextPair& word : chosen) words.push_back(word.source);
  draw_alignments(lesson.page, speller, words);
  if (!lesson.word.empty()) pronounce_one(lesson, speller, all);
}

}  // namespace lesson10
