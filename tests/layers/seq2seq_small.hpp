// A small Seq2Seq of every kind, and a batch for it.
#pragma once

#include "layers/models/seq2seq.hpp"
#include "tests/catch.hpp"

namespace heed::inline HEED_PRECISION {

inline const Indices kSource(Shape{3, 5}, {3, 4, 5, 3, 4, 5, 0, 0, 0, 0, 4, 3, 3, 0, 0});
inline const Indices kLengths(std::vector<int64_t>{5, 1, 3});
inline const Indices kTarget(Shape{3, 4}, {1, 3, 4, 5, 1, 4, 4, 0, 1, 6, 3, 3});

inline Seq2SeqOptions small(Cell cell, Alignment alignment, bool bidirectional) {
  return {.source_symbols = 6,
          .target_symbols = 7,
          .embedding = 4,
          .hidden = 5,
          .cell = cell,
          .bidirectional = bidirectional,
          .alignment = alignment};
}

// Every cell with every alignment, in one direction and, where it is possible, in two.
inline Seq2SeqOptions any_options() {
  const Cell cell = GENERATE(Cell::rnn, Cell::gru, Cell::lstm);
  const Alignment alignment = GENERATE(Alignment::none, Alignment::additive, Alignment::dot,
                                       Alignment::general, Alignment::diagonal);
  const bool bidirectional = GENERATE(false, true);
  return small(cell, alignment, bidirectional && alignment != Alignment::dot);
}

inline Seq2Seq made(const Seq2SeqOptions& options, uint64_t seed = 3) {
  Random random(seed);
  return Seq2Seq(options, random);
}

}  // namespace heed::inline HEED_PRECISION
