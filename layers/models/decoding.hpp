// Writing with a SequenceTransformer, symbol after symbol: greedily, or with a beam; with a cache
// of keys and values, or without.
#pragma once

#include <vector>

#include "layers/models/sequence_transformer.hpp"

namespace heed::inline HEED_PRECISION {

// The keys and values that the decoder's layers have made so far, so that a step makes those of its
// own symbol only. Of the memory they are made once.
class DecoderCache {
 public:
  // In eval mode, outside the graph.
  DecoderCache(SequenceTransformer& model, const SourceMemory& memory, Place at = Place::here());
  // The next symbols (B) -> the logits of what follows them (B, target_symbols). ValueError where
  // positions end.
  Tensor step(const Indices& symbols, Place at = Place::here());
  // Row i becomes what row rows[i] was: for a beam, whose rows are hypotheses.
  void choose(const Indices& rows);
  int64_t length() const { return length_; }  // how many symbols each row has

 private:
  struct KeysAndValues {
    Tensor keys, values;  // (B, n, E)
  };
  SequenceTransformer& model_;
  Mask shown_;                                // (B, S)
  std::vector<KeysAndValues> self_, memory_;  // of each layer
  int64_t length_ = 0;
};

// How sequences are written.
struct WritingOptions {
  int64_t longest = 64;     // symbols that are written at most, eos among them
  bool cache = true;        // false: every step reads all that was written anew
  bool stop_at_eos = true;  // false: write `longest` symbols whatever comes
};

// Each step writes the likeliest symbol, until every row has written eos. Sources (B, S) of
// `lengths` (B) -> (B, T); behind a row's eos stands eos. In eval mode, outside the graph.
// ValueError if `longest` is below 1 or more than the positions.
Indices write_greedily(SequenceTransformer& model, const Indices& source, const Indices& lengths,
                       const WritingOptions& options = {}, Place at = Place::here());

// A sequence, and how likely the model finds it.
struct Hypothesis {
  std::vector<int64_t> symbols;  // without eos
  double log_probability = 0;    // the sum over its symbols, eos included
  double score = 0;              // what hypotheses are ordered by
};

// How widely a beam searches, and what it prefers.
struct BeamOptions {
  int64_t beam = 4;             // hypotheses that are kept at each step
  int64_t longest = 64;         // as above
  double length_penalty = 0.6;  // alpha: 0 favours short sequences
};

// Keeps at each step the `beam` likeliest beginnings; what has written eos stays as it is, until no
// other is left. score = log_probability / ((5 + n) / 6)^alpha for n symbols, eos included (Wu et
// al. 2016, equation 14). For each source its hypotheses, best first. A beam of 1 writes what
// write_greedily() does. ValueError for a beam below 1, and for `longest` as above.
std::vector<std::vector<Hypothesis>> write_with_beam(SequenceTransformer& model,
                                                     const Indices& source, const Indices& lengths,
                                                     const BeamOptions& options = {},
                                                     Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
