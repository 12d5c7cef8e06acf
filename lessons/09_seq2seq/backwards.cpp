// The same cell, fed with the source from its last letter to its first.
#include <fmt/format.h>

#include <iostream>
#include <numeric>

#include "lessons/09_seq2seq/sections.hpp"

namespace lesson09 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
constexpr int64_t kLength = 20;  // of the strings whose places are looked at
constexpr int64_t kExamples = 3;

std::vector<double> counted(int64_t first, int64_t last) {
  std::vector<double> numbers(size_t(last - first + 1));
  std::iota(numbers.begin(), numbers.end(), double(first));
  return numbers;
}

// Of five places from `first` on.
double mean_of(const std::vector<double>& shares, size_t first) {
  return std::accumulate(shares.begin() + int64_t(first), shares.begin() + int64_t(first) + 5,
                         0.0) /
         5;
}

std::string length_plot(const Copier& forwards, const Copier& backwards) {
  show::LinePlot plot({"Strings copied without a mistake, fed in either order",
                       "Fed backwards, strings come out right up to a greater length.",
                       "letters in the string", "share copied exactly"});
  plot.add("fed forwards", counted(kShortest, kLongest), forwards.exact);
  plot.add("fed backwards", counted(kShortest, kLongest), backwards.exact);
  return plot.y_range(0, 1).svg();
}

std::string place_plot(const std::vector<double>& forwards, const std::vector<double>& backwards) {
  show::LinePlot plot(
      {fmt::format("Which of {} letters are right", kLength),
       "Fed backwards, the first letters are nearly always right; towards the end both fall.",
       "place in the string", "share of letters right"});
  plot.add("fed forwards", forwards).add("fed backwards", backwards);
  return plot.y_range(0, 1).level("guessing", 1.0 / kLetters).svg();
}

// The truth, and what was written, with a "." wherever it is right.
Rows examples(Copier& forwards, Copier& backwards) {
  const Vocabulary vocabulary = strings(1, Part::test, 0).target_vocabulary();
  Rows rows;
  for (Copier* copier : {&forwards, &backwards}) {
    const std::vector<SymbolPair> pairs = test_strings(kLength, copier->feed, kExamples);
    const std::vector<Symbols> written = copier->write(pairs);
    for (size_t i = 0; i < size_t(kExamples); ++i) {
      if (copier->feed == Feed::forwards) rows.push_back({vocabulary.decode(pairs[i].target)});
      std::string marked = vocabulary.decode(written[i]);
      for (size_t t = 0; t < std::min(marked.size(), pairs[i].target.size()); ++t)
        if (written[i][t] == pairs[i].target[t]) marked[t] = '.';
      rows[i].push_back(marked);
    }
  }
  return rows;
}

struct Findings {
  std::vector<double> forwards, backwards;  // the share right at each place
  Rows examples;
};

Findings find(Copier& forwards, Copier& backwards) {
  const auto by_place = [](Copier& copier) {
    const std::vector<SymbolPair> pairs = test_strings(kLength, copier.feed);
    return right_by_place(copier.write(pairs), pairs);
  };
  return {by_place(forwards), by_place(backwards), examples(forwards, backwards)};
}

const std::vector<std::string> kHeader = {"the string", "fed forwards", "fed backwards"};

void print(const Findings& f, const Copier& forwards, const Copier& backwards) {
  std::cout << fmt::format(
      "{} fed backwards: {:.3f} of the strings of length 10 are right (forwards {:.3f}).\n"
      "Of {} letters, the first five are right in {:.3f} (forwards {:.3f}), the last five in "
      "{:.3f} ({:.3f}).\n\"Copies\" of strings of that length, with . for each right letter:\n{}\n",
      name_of(forwards.cell), backwards.exact_at(10), forwards.exact_at(10), kLength,
      mean_of(f.backwards, 0), mean_of(f.forwards, 0), mean_of(f.backwards, kLength - 5),
      mean_of(f.forwards, kLength - 5), show::text_table(kHeader, f.examples));
}

void record(const Lesson& lesson, const Findings& f, const Copier& backwards) {
  show::Figure::ByName by_length;
  for (int64_t length = kShortest; length <= kLongest; ++length)
    by_length.emplace_back(fmt::format("{}", length), backwards.exact_at(length));
  lesson.run.figure("exact_match_by_length_reversed", by_length);
  lesson.run.figure("exact_match_10_reversed", backwards.exact_at(10));
  lesson.run.figure("first_letters_right", mean_of(f.forwards, 0));
  lesson.run.figure("first_letters_right_reversed", mean_of(f.backwards, 0));
}

void describe(show::Page& page, const Findings& f, const Copier& forwards,
              const Copier& backwards) {
  Rows as_code = f.examples;
  for (auto& row : as_code)
    for (std::string& cell : row) cell = "`" + cell + "`";
  page.heading("Fed backwards")
      .text(
          "A trick from the first large translators of this kind (Sutskever et al. 2014): give the "
          "encoder the source from its last letter to its first, and leave the target as it is. "
          "Then the first letter is the last one read and the first one written, with a single "
          "step between.")
      .formula(
          "\\text{forwards: } S \\text{ steps from any } x_t \\text{ to } y_t, \\qquad "
          "\\text{backwards: } 2t - 1 \\text{ steps, with mean } S \\text{ again}")
      .begin_row()
      .figure(length_plot(forwards, backwards), "New strings, 500 of each length.")
      .figure(place_plot(f.forwards, f.backwards),
              fmt::format("Of strings of {} letters, where hardly one comes out whole: how often "
                          "is the letter at each place right?",
                          kLength))
      .end_row()
      .table(kHeader, as_code, "Three test strings. A dot is a letter that is right.")
      .text(
          "On average a letter has as far to go as before. But the nearest one gives the gradient "
          "a short way, so learning has somewhere to begin. It is a trick, and it moves the "
          "difficulty to the end of the string; the vector between is still one.");
}

}  // namespace

Copier feed_backwards(Lesson& lesson, Copier& forwards) {
  Copier backwards = train(lesson.run, lesson.cell, Feed::backwards, lesson.steps());
  const Findings findings = find(forwards, backwards);
  print(findings, forwards, backwards);
  record(lesson, findings, backwards);
  describe(lesson.page, findings, forwards, backwards);
  return backwards;
}

}  // namespace lesson09
