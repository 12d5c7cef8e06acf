// How 105,538 English words are pronounced (data/README.md says where they come from).
#pragma once

#include <string>

#include "data/pairs.hpp"

namespace heed::inline HEED_PRECISION {

// Words of the letters a to z, and their phonemes, separated by spaces: "cat", "k ae t".
using Pronunciations = std::vector<TextPair>;

constexpr size_t kLongestWord = 22;  // letters, in the shipped file

// Reads a gzipped file: a line a word, its letters, a tab, its phonemes. FileError with path, line
// and reason for anything else: no tab, no phoneme, one that is unknown, a word that
// check_word() refuses or that came before.
Pronunciations load_pronunciations(const std::string& path = "data/cmudict/cmudict.tsv.gz");

// Why a word cannot be pronounced: it is empty, longer than kLongestWord, or has a character
// outside a to z, which is named with its position, from 1. "" if it can be.
std::string word_problem(const std::string& word);
// ValueError with that reason.
void check_word(const std::string& word, Place at = Place::here());

const Vocabulary& word_letters();  // a … z
const Vocabulary& phonemes();      // the 40 of the file, "aa" … "zh"

// The words in three parts.
struct PronunciationSplit {
  Pronunciations train;
  Pronunciations validation;  // to choose settings by
  Pronunciations test;        // held out
};

// Always the same split, whatever the seed and the order of the file: the words are ordered by
// text_hash(), the first `held_out` of them are the test, the next so many the validation. A word
// is in one part alone; its relatives ("cat" and "cats") may be in others. ValueError if fewer than
// 2 held_out + 1 words are there.
PronunciationSplit split(const Pronunciations& words, int64_t held_out = 2000,
                         Place at = Place::here());

// All of them as numbers.
std::vector<SymbolPair> encode(const Pronunciations& words);

}  // namespace heed::inline HEED_PRECISION
