// Fed with the source from its last letter to its first.
#include <fmt/format.h>

#include <iostream>
#include <numeric>

#include "lessons/09_seq2seq/sections.hpp"

namespace lesson09 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
constexpr int64_t kLength = 20;  // of the strings whose places are looked at
constexpr int64_t kExamples = 3;

// A cell, fed in both orders.
struct Both {
  Copier *forwards, *backwards;
  std::vector<double> right_forwards, right_backwards;  // the share at each place of kLength
};

std::vector<double> by_place(Copier& copier) {
  const std::vector<SymbolPair> pairs = test_strings(kLength, copier.feed);
  return right_by_place(copier.write(pairs), pairs);
}

Both both(Copier& forwards, Copier& backwards) {
  return {&forwards, &backwards, by_place(forwards), by_place(backwards)};
}

// The mean of five places from `first` on, counted from 1.
double mean_of_five(const std::vector<double>& shares, int64_t first) {
  const auto begin = shares.begin() + first - 1;
  return std::accumulate(begin, begin + 5, 0.0) / 5;
}

std::string length_plot(const std::vector<Both>& cells) {
  show::LinePlot plot({"Copied without a mistake",
                       "Fed backwards, strings come out right up to a greater length.",
                       "letters in the string", "share copied exactly"});
  std::vector<double> lengths(cells[0].forwards->exact.size());
  std::iota(lengths.begin(), lengths.end(), double(kShortest));
  for (const Both& cell : cells) {
    const std::string name = name_of(cell.forwards->cell);
    plot.add(name + " forwards", lengths, cell.forwards->exact);
    plot.add(name + " backwards", lengths, cell.backwards->exact);
  }
  return plot.y_range(0, 1).svg();
}

std::string place_plot(const std::vector<Both>& cells) {
  show::LinePlot plot({fmt::format("Which of {} letters are right", kLength),
                       "The RNN fed forwards guesses everywhere; fed backwards, its first letters "
                       "are right, and then it guesses.",
                       "place in the string", "share of letters right"});
  for (const Both& cell : cells) {
    const std::string name = name_of(cell.forwards->cell);
    plot.add(name + " forwards", cell.right_forwards);
    plot.add(name + " backwards", cell.right_backwards);
  }
  return plot.y_range(0, 1).level("guessing", 1.0 / kLetters).svg();
}

// Strings, and what became of them, with a dot for each letter that is right.
Rows examples(const Both& cell) {
  const Vocabulary vocabulary = strings(1, Part::test, 0).target_vocabulary();
  Rows rows((size_t(kExamples)));
  for (Copier* copier : {cell.forwards, cell.backwards}) {
    const std::vector<SymbolPair> pairs = test_strings(kLength, copier->feed, kExamples);
    const std::vector<Symbols> written = copier->write(pairs);
    for (size_t i = 0; i < rows.size(); ++i) {
      const std::string truth = vocabulary.decode(pairs[i].target);
      std::string marked = vocabulary.decode(written[i]);
      for (size_t t = 0; t < std::min(marked.size(), truth.size()); ++t)
        if (marked[t] == truth[t]) marked[t] = '.';
      if (rows[i].empty()) rows[i].push_back(truth);
      rows[i].push_back(marked);
    }
  }
  return rows;
}

const std::vector<std::string> kHeader = {"cell",        "fed",          "length 10",
                                          "letters 1–5", "letters 6–10", "letters 16–20"};

Rows rows_of(const std::vector<Both>& cells) {
  Rows rows;
  const auto add = [&](const Copier& copier, const std::vector<double>& right) {
    rows.push_back({name_of(copier.cell), copier.feed == Feed::forwards ? "forwards" : "backwards",
                    fmt::format("{:.3f}", copier.exact_at(10)),
                    fmt::format("{:.3f}", mean_of_five(right, 1)),
                    fmt::format("{:.3f}", mean_of_five(right, 6)),
                    fmt::format("{:.3f}", mean_of_five(right, 16))});
  };
  for (const Both& cell : cells) {
    add(*cell.forwards, cell.right_forwards);
    add(*cell.backwards, cell.right_backwards);
  }
  return rows;
}

const std::vector<std::string> kExampleHeader = {"the string", "fed forwards", "fed backwards"};

void record(const Lesson& lesson, const std::vector<Both>& cells) {
  show::Figure::ByName by_length;
  const Both& told = cells.back();
  for (const int64_t length : kShown)
    by_length.emplace_back(fmt::format("{}", length), told.backwards->exact_at(length));
  lesson.run.figure("exact_match_by_length_reversed", by_length);
  lesson.run.figure("exact_match_10_reversed", told.backwards->exact_at(10),
                    lesson.told(0.882, 0.93));
  lesson.run.figure("rnn_first_letters_right", mean_of_five(cells[0].right_forwards, 1),
                    lesson.range(0.044, 0.077));
  lesson.run.figure("rnn_first_letters_right_reversed", mean_of_five(cells[0].right_backwards, 1),
                    lesson.range(0.906, 0.943));
}

void describe_trick(show::Page& page) {
  page.heading("Fed backwards")
      .text(
          "A trick from the first large translators of this kind (Sutskever et al. 2014): give the "
          "encoder the source from its last letter to its first, and leave the target as it is. "
          "Then the first letter is the last one read and the first one written, with a single "
          "step between.")
      .formula(
          "\\text{forwards: } S \\text{ steps from every } x_t \\text{ to } y_t, \\qquad "
          "\\text{backwards: } 2t - 1");
}

void describe(show::Page& page, const std::vector<Both>& cells, const Rows& rows, Rows as_code) {
  for (auto& row : as_code)
    for (std::string& cell : row) cell = "`" + cell + "`";
  page.begin_row()
      .figure(place_plot(cells),
              fmt::format("Strings of {} letters, of which few or none come out whole: how often "
                          "is the letter at each place right?",
                          kLength))
      .figure(length_plot(cells), "New strings, 500 of each length.")
      .end_row()
      .table(kHeader, rows,
             "The share of strings of 10 letters copied without a mistake; and, of strings of 20 "
             "letters, the share of single letters that are right.")
      .table(kExampleHeader, as_code,
             fmt::format("Three test strings and what the {} makes of them. A dot is a letter that "
                         "is right.",
                         name_of(cells.back().forwards->cell)))
      .text(
          "The plain RNN shows what the trick does: forwards it never finds out that the source "
          "matters; backwards the first letters come out right, and the rest is guessed. On "
          "average a letter has as far to go as before, but the nearest has a short way, so "
          "learning has somewhere to begin. A cell with gates gets over the distance anyway; for "
          "it the short way pays further on in the string. It is a trick: the vector between is "
          "still one, and long strings still fail.");
}

}  // namespace

void feed_backwards(Lesson& lesson, std::vector<Copier>& forwards) {
  Copier rnn = train(lesson.run, Cell::rnn, Feed::backwards, lesson.steps());
  std::optional<Copier> told;
  if (lesson.cell != Cell::rnn)
    told = train(lesson.run, lesson.cell, Feed::backwards, lesson.steps());
  std::vector<Both> cells = {both(forwards[size_t(Cell::rnn)], rnn)};
  if (told) cells.push_back(both(forwards[size_t(lesson.cell)], *told));
  const Rows rows = rows_of(cells), strings = examples(cells.back());
  std::cout << "Fed from the last letter to the first (length 10: whole strings; letters: of 20):\n"
            << show::text_table(kHeader, rows)
            << fmt::format(
                   "\n\"Copies\" by the {}, with a dot for each letter that is right:\n{}\n",
                   name_of(lesson.cell), show::text_table(kExampleHeader, strings));
  record(lesson, cells);
  describe_trick(lesson.page);
  describe(lesson.page, cells, rows, strings);
}

}  // namespace lesson09
