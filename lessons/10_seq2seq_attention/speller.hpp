// The model that pronounces words: built, trained, saved, loaded, examined.
#pragma once

#include <memory>

#include "data/pronunciations.hpp"
#include "lessons/10_seq2seq_attention/alignment.hpp"
#include "lessons/10_seq2seq_attention/sections.hpp"

namespace lesson10 {

struct Speller {
  std::unique_ptr<Seq2Seq> model;
  std::vector<double> losses;  // of training; empty if it was loaded
};

// Trains on the words of `split.train`, in batches of like lengths; and saves the model in the
// run's folder, as pronunciation.safetensors.
Speller train_speller(Lesson& lesson, const PronunciationSplit& split);
// FileError or ValueError for a file that holds no such model, or one of other letters or phonemes.
Speller load_speller(const std::string& path);

// What it says to these words, in their order.
Written pronounce(Speller& speller, const std::vector<SymbolPair>& words);

struct Exam {
  double phoneme_errors;  // the sum of the edit distances, over the number of phonemes
  double vowels_alike;    // the same, where any vowel counts as right for any other
  double words_wrong;     // the share with at least one error
};
Exam examine(Speller& speller, const std::vector<SymbolPair>& words);

// The phonemes that it says to one word, and where it looks.
std::string said(Speller& speller, const std::string& word);
Aligned alignment_of(Speller& speller, const std::string& word);

}  // namespace lesson10
