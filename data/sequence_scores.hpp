// How good written sequences are, beside what they should be.
#pragma once

#include "data/pairs.hpp"

namespace heed::inline HEED_PRECISION {

// The rows of (B, T), each up to its first eos and without it: what a decoder wrote.
std::vector<Symbols> until_eos(const Indices& rows);

// In what follows, written[i] is what was made of pairs[i].source. ValueError if they are not as
// many, or none.

// The share that is right from the first symbol to the last.
double exact_match(const std::vector<Symbols>& written, const std::vector<SymbolPair>& pairs,
                   Place at = Place::here());
// For each place t, the share of the targets that have a symbol there for which it was written
// there. A symbol too many or too few moves all that follow, and they count as wrong.
std::vector<double> right_by_place(const std::vector<Symbols>& written,
                                   const std::vector<SymbolPair>& pairs, Place at = Place::here());
// The least number of symbols to put in, leave out or exchange that makes `a` of `b` (Levenshtein
// 1966).
int64_t edit_distance(const Symbols& a, const Symbols& b);
// The sum of the edit distances, divided by the symbols of all targets: the word error rate of
// speech recognition, or the phoneme error rate. Above 1 where far too much was written.
double symbol_error_rate(const std::vector<Symbols>& written, const std::vector<SymbolPair>& pairs,
                         Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
