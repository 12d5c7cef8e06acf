// A toy translation: English sentences into an invented language with another order of words.
#pragma once

#include "data/pair_generator.hpp"

namespace heed::inline HEED_PRECISION {

// "small red cat sees old dog" becomes "mira roni tipi kano veli sedora": the verb goes to the end,
// adjectives stand behind their noun, and the verb ends in -ra or -ro as its subject asks: nouns
// that end in -a and in -o. Each of the two nouns has at most that many adjectives, all different.
struct ToyTranslationOptions {
  int64_t most_adjectives = 2;
};

// A sentence, and for each word of the target the word of the source that it comes from (from 0).
struct Translation {
  TextPair text;
  std::vector<int64_t> from;
};

// Sentences drawn at random, and their translations.
class ToyTranslation : public PairGenerator {
 public:
  // ValueError for a negative number of adjectives, or more than there are.
  ToyTranslation(const ToyTranslationOptions& options, Part part, uint64_t seed,
                 Place at = Place::here());

  // By the rules. ValueError, with the word and its position, for what is no sentence.
  Translation translate(const std::string& source, Place at = Place::here()) const;

 protected:
  TextPair draw(Random& random) const override;

 private:
  int64_t most_adjectives_;
};

}  // namespace heed::inline HEED_PRECISION
