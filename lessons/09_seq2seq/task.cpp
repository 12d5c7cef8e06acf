// What is read, what is written, and what teacher forcing is.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "lessons/09_seq2seq/sections.hpp"

namespace lesson09 {

namespace {

using Rows = std::vector<std::vector<std::string>>;

// A row of a batch, symbol by symbol: "b a d <eos>".
std::string spelled(const Indices& rows, const Vocabulary& vocabulary) {
  std::string text;
  for (int64_t i = 0; i < rows.shape()[1]; ++i) text += (i ? " " : "") + vocabulary.symbol(rows[i]);
  return text;
}

Rows rows_of(const PairBatch& batch, const Vocabulary& vocabulary) {
  return {{"the encoder reads", spelled(batch.source, vocabulary)},
          {"the decoder reads", spelled(batch.target_in, vocabulary)},
          {"and should write", spelled(batch.target_out, vocabulary)}};
}

void describe(show::Page& page, const Rows& rows) {
  Rows as_code = rows;
  for (auto& row : as_code) row[1] = "`" + row[1] + "`";
  page.heading("One vector between two networks")
      .text(
          "An encoder reads a string of letters, one a step, and keeps a state $h_t$ of 128 "
          "numbers. Its last state is all that the decoder is given. From there the decoder writes "
          "the string again, one letter a step, until it writes `<eos>`.")
      .formula(
          "h_t = \\operatorname{cell}(x_t, h_{t-1}), \\qquad s_0 = h_S, \\qquad s_t = "
          "\\operatorname{cell}(y_{t-1}, s_{t-1})")
      .formula("p(y_t) = \\operatorname{softmax}(W s_t + b)")
      .table({"", "an example"}, as_code,
             "*Teacher forcing*: in training the decoder reads the true letter before, whatever it "
             "wrote itself. So all its steps are known at once. `<bos>` begins, `<eos>` ends.")
      .text(
          "To copy needs no understanding: whatever goes wrong here is the way through the vector. "
          "The strings have 5 to 25 letters of 20 kinds; each step of training sees 64 new ones of "
          "one length, and no test string is ever trained on.");
}

}  // namespace

void show_task(Lesson& lesson) {
  const LetterStrings task = strings(5, Part::train, lesson.run.seed());
  const Rows rows = rows_of(task.batch(0, 1), task.source_vocabulary());
  std::cout << "Copy a string through one vector of 128 numbers.\n"
            << show::text_table({"", "an example"}, rows) << "\n";
  describe(lesson.page, rows);
}

}  // namespace lesson09
