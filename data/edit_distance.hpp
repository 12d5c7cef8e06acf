// How far a sequence is from what it should be.
#pragma once

#include "data/vocabulary.hpp"

namespace heed::inline HEED_PRECISION {

// The least number of symbols to put in, leave out or exchange that makes `a` of `b` (Levenshtein
// 1966). Divided by the symbols of the truth, summed over many sequences, it is their symbol error
// rate: the word error rate of speech recognition, or the phoneme error rate.
int64_t edit_distance(const Symbols& a, const Symbols& b);

}  // namespace heed::inline HEED_PRECISION
