// The lesson's sections, in their order. Each prints what it finds and adds its part to the page.
#pragma once

#include <algorithm>

#include "lessons/09_seq2seq/training.hpp"

namespace lesson09 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  Cell cell;   // whose story is told
  bool quick;  // with a third of the steps

  int64_t steps() const { return quick ? std::max<int64_t>(1, run.steps() / 3) : run.steps(); }
  // What other seeds gave, if this run has the whole budget; `told` of the default cell alone.
  std::optional<show::Range> range(double low, double high) const {
    return quick ? std::nullopt : std::optional(show::Range{low, high});
  }
  std::optional<show::Range> told(double low, double high) const {
    return cell == Cell::gru ? range(low, high) : std::nullopt;
  }
};

// What is read, what is written, and what teacher forcing is: task.cpp.
void show_task(Lesson& lesson);

// RNN, GRU and LSTM, trained alike: how many strings of each length come out right. Returns all
// three, in this order: cells.cpp.
std::vector<Copier> compare_cells(Lesson& lesson);

// The plain RNN and the lesson's cell once more, fed from the last letter to the first:
// backwards.cpp.
void feed_backwards(Lesson& lesson, std::vector<Copier>& forwards);

// Given the truth at each step, and left to itself: forcing.cpp.
void let_it_run(Lesson& lesson, Copier& copier);

}  // namespace lesson09
