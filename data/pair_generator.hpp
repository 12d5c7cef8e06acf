// PairGenerator: made-up pairs of texts without end, each known by its number.
#pragma once

#include "data/pairs.hpp"

namespace heed::inline HEED_PRECISION {

// Nine of ten texts are for training, the tenth for the test, by what they say: see
// PairGenerator::subject(). So nothing that is tested was ever trained on.
enum class Part { train, test };

// Pair i depends on the options, the seed and i alone: a data set is a range of numbers.
class PairGenerator {
 public:
  virtual ~PairGenerator() = default;

  TextPair text(int64_t i) const;                                     // pair i, as people write it
  SymbolPair pair(int64_t i) const;                                   // the same, encoded
  std::vector<SymbolPair> pairs(int64_t first, int64_t count) const;  // first … first+count-1
  // The same, padded. ValueError unless count >= 1.
  PairBatch batch(int64_t first, int64_t count, Place at = Place::here()) const;
  // What pair() encodes with.
  const Vocabulary& source_vocabulary() const { return source_; }
  const Vocabulary& target_vocabulary() const { return target_; }

 protected:
  // Of that part; pairs of another seed are others.
  PairGenerator(Vocabulary source, Vocabulary target, Part part, uint64_t seed)
      : source_(std::move(source)), target_(std::move(target)), part_(part), seed_(seed) {}
  virtual TextPair draw(Random& random) const = 0;  // any pair, of any part
  // Pairs of one subject are in one part: the source, unless several sources ask the same.
  virtual std::string subject(const TextPair& pair) const { return pair.source; }

 private:
  Vocabulary source_, target_;
  Part part_;
  uint64_t seed_;
};

}  // namespace heed::inline HEED_PRECISION
