// The transformer that pronounces words: built, trained, saved, loaded, examined.
#pragma once

#include "data/pronunciations.hpp"
#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

struct Pronouncer {
  std::unique_ptr<SequenceTransformer> model;
  std::vector<double> losses;  // of the training; empty if it was loaded
};

constexpr int64_t kLongestPronunciation = 24;  // phonemes and eos; the longest has 20

// Trains on `words`, in batches of like lengths, and saves the model with its vocabularies in the
// run's folder as pronouncer.safetensors.
Pronouncer train_pronouncer(Lesson& lesson, const std::vector<SymbolPair>& words);
// FileError for a file that holds no such model, or one of other letters, phonemes or norms.
Pronouncer load_pronouncer(const std::string& path, bool norm_first);

// How well words are pronounced: the sum of the edit distances over the number of phonemes, and the
// share of words without a mistake.
struct Exam {
  double phoneme_errors, words_right;
};
Exam examine(const std::vector<Symbols>& written, const std::vector<SymbolPair>& words);

// The best hypothesis for each word, or all of one.
std::vector<Symbols> best_of_beam(SequenceTransformer& model, const std::vector<SymbolPair>& words,
                                  int64_t beam);
std::vector<Hypothesis> hypotheses(SequenceTransformer& model, const std::string& word,
                                   int64_t beam);

// What the model thinks at each step of writing a word greedily.
struct Choice {
  std::string symbol;
  double probability;
};
struct Step {
  std::string written;
  std::vector<Choice> best;  // five, likeliest first
};
std::vector<Step> top_five(SequenceTransformer& model, const std::string& word);

}  // namespace lesson12
