// Pairs of sequences for models that read one and write the other: padded batches, and buckets.
#pragma once

#include <vector>

#include "data/batches.hpp"
#include "data/vocabulary.hpp"

namespace heed::inline HEED_PRECISION {

// A text and what should become of it, as people write them.
struct TextPair {
  std::string source, target;
};

// The same as numbers, without signs.
struct SymbolPair {
  Symbols source, target;
};
SymbolPair encode(const TextPair& text, const Vocabulary& source, const Vocabulary& target,
                  Place at = Place::here());

// Pairs side by side. S and T are as long as the longest among them needs; behind the end of the
// shorter ones stands Vocabulary::kPad.
struct PairBatch {
  Indices source;          // (B, S)
  Indices source_lengths;  // (B)
  Indices target_in;       // (B, T): bos, then the target: what a decoder is given to read
  Indices target_out;      // (B, T): the target, then eos: what it should write at that step
  Indices target_lengths;  // (B), with the one sign

  int64_t size() const { return source.shape()[0]; }  // B
  Mask source_mask() const;                           // (B, S), true: a symbol, not padding
  Mask target_mask() const;                           // (B, T)
};

// ValueError if there is no pair, or one whose source has no symbol.
PairBatch pad(const std::vector<SymbolPair>& pairs, Place at = Place::here());
// Of those rows alone. ValueError if there is no such row.
PairBatch pad(const std::vector<SymbolPair>& pairs, const Indices& rows, Place at = Place::here());
// Sequences alone, such as words to be pronounced: rows of one length S, and their own lengths.
struct PaddedSequences {
  Indices symbols;  // (B, S)
  Indices lengths;  // (B)
};
PaddedSequences pad(const std::vector<Symbols>& sequences, Place at = Place::here());

// Goes through all pairs in epochs, as Batches does, but pairs of like lengths come together: the
// shuffled pairs are sorted by their lengths, cut into batches, and those come in random order. So
// little is spent on padding, and batches still differ from epoch to epoch. All depends on the seed
// and the number of the epoch alone.
class Buckets : public Stateful {
 public:
  // ValueError if there is no pair, or a batch would hold none. The pairs are not kept.
  Buckets(const std::vector<SymbolPair>& pairs, int64_t batch_size, uint64_t seed,
          Place at = Place::here());

  Indices next();                           // the pairs of the next batch, (B)
  int64_t epoch() const { return epoch_; }  // of the batch that next() gave last, from 0
  int64_t batches_per_epoch() const;        // the last may be short

  const char* kind() const override { return "Buckets"; }
  State state_dict() override;
  std::function<void()> read_state(StateReader& from) override;

 private:
  void draw_order();                                  // of the epoch
  std::vector<std::pair<int64_t, int64_t>> lengths_;  // of source and target
  int64_t batch_size_;
  uint64_t seed_;
  std::vector<int64_t> order_;    // of the pairs
  std::vector<int64_t> batches_;  // the order of the batches
  int64_t epoch_ = 0, given_ = 0;
};

}  // namespace heed::inline HEED_PRECISION
