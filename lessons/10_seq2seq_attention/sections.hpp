// The lesson's sections, in their order. Each prints what it finds and adds its part to the page.
#pragma once

#include <algorithm>
#include <optional>

#include "lessons/10_seq2seq_attention/training.hpp"

namespace lesson10 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  bool quick;             // with half of the steps, and less for words
  std::string word = {};  // to be pronounced, if any
  std::string load = {};  // the file of a model that pronounces already

  // With --quick, one part in so many.
  int64_t steps(int64_t usual, int64_t quick_part = 2) const {
    const int64_t asked = run.steps(usual);
    return quick ? std::max<int64_t>(1, asked / quick_part) : asked;
  }
  // What other seeds gave, if this run has the whole budget.
  std::optional<show::Range> range(double low, double high) const {
    return quick ? std::nullopt : std::optional(show::Range{low, high});
  }
};

// Reversing 20 letters, without attention and with three kinds of it: reversal.cpp.
void reverse_strings(Lesson& lesson);

// Lesson 09's plot again: copying, by length and by place: lengths.cpp.
void copy_strings(Lesson& lesson);

// Words that change their order, beside a decoder that always looks at the same place:
// translation.cpp.
void translate_sentences(Lesson& lesson);

// From spelling to pronunciation, on real words: pronunciation.cpp.
void pronounce_words(Lesson& lesson);

}  // namespace lesson10
