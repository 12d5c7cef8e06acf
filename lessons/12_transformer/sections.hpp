// The sections of the lesson, in their order. Each computes, prints, and writes its part of the
// page.
#pragma once

#include <algorithm>
#include <memory>

#include "lessons/12_transformer/training.hpp"

namespace lesson12 {

struct Lesson {
  show::Run& run;
  show::Page& page;
  bool norm_first;   // pre-norm, or post-norm as in the paper
  int64_t beam;      // hypotheses that are kept
  bool quick;        // with fewer steps
  std::string word;  // to be pronounced; "": none was given
  std::string load;  // a file with a trained pronouncer; "": train one

  // Of a training; with --quick only a part of them, 1/2, 1/8, …
  int64_t steps(int64_t usual, int64_t part) const {
    const int64_t asked = run.steps(usual);
    return quick ? std::max<int64_t>(1, asked / part) : asked;
  }
  TransformerOptions layers(int64_t count, int64_t feedforward) const {
    return {.encoder_layers = count,
            .decoder_layers = count,
            .feedforward = feedforward,
            .dropout = 0,
            .norm_first = norm_first};
  }
};

void compute_by_hand(Lesson& lesson);  // by_hand.cpp: one attention, number by number
void draw_the_recipe(Lesson& lesson);  // recipe.cpp: mask, schedule, smoothing
void read_dates(Lesson& lesson);       // dates.cpp, with every head's maps (maps.cpp)
void add_numbers(Lesson& lesson);      // addition.cpp
void take_parts_away(Lesson& lesson);  // ablations.cpp: heads, residuals, positions, lengths
// pronouncing.cpp: greedily and with a beam; top five; then the cache, cache.cpp
void pronounce_words(Lesson& lesson);

}  // namespace lesson12
