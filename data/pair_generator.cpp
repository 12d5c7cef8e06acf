// Drawing pairs until one belongs to the part that is asked for.
#include "data/pair_generator.hpp"

#include "data/text_hash.hpp"

namespace heed::inline HEED_PRECISION {

TextPair PairGenerator::text(int64_t i) const {
  Random random(seed_, uint64_t(i));
  while (true) {
    TextPair pair = draw(random);
    const bool test = text_hash(subject(pair)) % 10 == 0;
    if (test == (part_ == Part::test)) return pair;
  }
}

SymbolPair PairGenerator::pair(int64_t i) const { return encode(text(i), source_, target_); }

std::vector<SymbolPair> PairGenerator::pairs(int64_t first, int64_t count) const {
  std::vector<SymbolPair> drawn;
  for (int64_t i = first; i < first + count; ++i) drawn.push_back(pair(i));
  return drawn;
}

PairBatch PairGenerator::batch(int64_t first, int64_t count, Place at) const {
  return pad(pairs(first, count), at);
}

}  // namespace heed::inline HEED_PRECISION
