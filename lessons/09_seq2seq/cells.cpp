// Three cells, trained alike: how many strings of each length come out right.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "lessons/09_seq2seq/sections.hpp"

namespace lesson09 {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::string> header() {
  std::vector<std::string> names = {"cell", "parameters"};
  for (const int64_t length : kShown) names.push_back(fmt::format("length {}", length));
  return names;
}

Rows rows_of(const std::vector<Copier>& copiers) {
  Rows rows;
  for (const Copier& copier : copiers) {
    rows.push_back({name_of(copier.cell), fmt::format("{}", copier.model->num_parameters())});
    for (const int64_t length : kShown)
      rows.back().push_back(fmt::format("{:.3f}", copier.exact_at(length)));
  }
  return rows;
}

std::string length_plot(const std::vector<Copier>& copiers) {
  show::LinePlot plot({"Strings copied without a mistake",
                       "All lines fall with the length, and at 25 letters nothing is right.",
                       "letters in the string", "share copied exactly"});
  std::vector<double> lengths;
  for (int64_t length = kShortest; length <= kLongest; ++length) lengths.push_back(double(length));
  for (const Copier& copier : copiers) plot.add(name_of(copier.cell), lengths, copier.exact);
  return plot.y_range(0, 1).svg();
}

std::string loss_plot(const std::vector<Copier>& copiers) {
  show::LinePlot plot({"Loss of three cells",
                       "The plain RNN stays near ln 20; GRU and LSTM fall below it.", "step",
                       "loss (nats a symbol)"});
  for (const Copier& copier : copiers) plot.add(name_of(copier.cell), copier.losses);
  return plot.y_range(0, 3).level("any of 20 letters: ln 20", std::log(kLetters)).svg();
}

void record(const Lesson& lesson, const std::vector<Copier>& copiers) {
  show::Figure::ByName by_length;
  lesson.run.figure("rnn_exact_match_5", copiers[0].exact_at(5), lesson.range(0, 0));
  lesson.run.figure("gru_exact_match_10", copiers[1].exact_at(10), lesson.range(0.526, 0.604));
  lesson.run.figure("lstm_exact_match_10", copiers[2].exact_at(10), lesson.range(0.738, 0.844));
  for (const int64_t length : kShown)
    by_length.emplace_back(fmt::format("{}", length),
                           copiers[size_t(lesson.cell)].exact_at(length));
  lesson.run.figure("exact_match_by_length", by_length);
}

void describe(show::Page& page, const std::vector<Copier>& copiers, const Rows& rows) {
  page.heading("The longer, the worse")
      .text(
          "Three cells, the same task, the same strings in the same order. The plain RNN rewrites "
          "its whole state at every step, $h_t = \\tanh(W x_t + U h_{t-1} + b)$: what it knew of "
          "an early letter has been through a matrix and a tanh many times, and the gradient on "
          "its way back, too. GRU and LSTM have gates that let a number pass unchanged.")
      .begin_row()
      .figure(length_plot(copiers), "New strings, 500 of each length.")
      .figure(loss_plot(copiers),
              "What a symbol costs in training, with all lengths from 5 to 25 mixed.")
      .end_row()
      .table(header(), rows, "The share of 500 strings of that length copied without a mistake.")
      .note(
          "The vector is not too small: 25 letters of 20 kinds are $25 \\log_2 20 = 108$ bits, and "
          "128 floats could hold thousands. But nothing tells the encoder where to put a letter, "
          "and everything that the decoder writes depends on the one state at the end.");
}

}  // namespace

std::vector<Copier> compare_cells(Lesson& lesson) {
  std::vector<Copier> copiers;
  for (const Cell cell : {Cell::rnn, Cell::gru, Cell::lstm})
    copiers.push_back(train(lesson.run, cell, Feed::forwards, lesson.steps()));
  const Rows rows = rows_of(copiers);
  std::cout << "Strings copied without a mistake, by their length:\n"
            << show::text_table(header(), rows) << "\n";
  record(lesson, copiers);
  describe(lesson.page, copiers, rows);
  return copiers;
}

}  // namespace lesson09
