// Strings of letters to be copied, reversed or sorted.
#pragma once

#include "data/pair_generator.hpp"

namespace heed::inline HEED_PRECISION {

// What becomes of a string.
enum class Rearrange { copy, reverse, sort };

// "dab" becomes "dab", "bad" or "abd". Each length is as likely, and each letter at each place.
struct LetterOptions {
  Rearrange task = Rearrange::copy;
  int64_t least_length = 5, most_length = 25;
  int64_t letters = 20;  // a, b, c, …, of at most 26
};

// Strings and what becomes of them, drawn at random.
class LetterStrings : public PairGenerator {
 public:
  // ValueError if the options cannot be met: lengths begin at 1, and two letters are needed.
  LetterStrings(const LetterOptions& options, Part part, uint64_t seed, Place at = Place::here());

 protected:
  TextPair draw(Random& random) const override;

 private:
  LetterOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
