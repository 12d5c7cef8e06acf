// One word looked at closely: what the model thinks at each step, where it looks, what a beam
// finds.
#pragma once

#include "lessons/12_transformer/pronouncer.hpp"

namespace lesson12 {

struct Closely {
  std::string word;
  std::vector<Hypothesis> found;  // by the beam
  std::vector<Step> steps;        // greedily
  Tensor looks;                   // (T, S): the last layer's cross-attention, the mean of its heads
  std::vector<std::string> letters, sounds;  // S and T of them
};
Closely look_closely(SequenceTransformer& model, const std::string& word, int64_t beam);

void print(const Closely& close);
void describe(show::Page& page, const Closely& close, int64_t beam);

std::string spoken(const Symbols& symbols);  // "th er ow l iy"

}  // namespace lesson12
