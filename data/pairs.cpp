// Padding pairs of sequences, and bringing those of like lengths together.
#include "data/pairs.hpp"

#include <algorithm>
#include <numeric>

namespace heed::inline HEED_PRECISION {

namespace {

// (B, n) full of padding.
Indices padding(size_t batch, size_t n) {
  return Indices(Shape{int64_t(batch), int64_t(n)}, Vocabulary::kPad);
}

// (B, n): true where a row has not ended.
Mask within(const Indices& lengths, int64_t n) {
  Mask mask(Shape{lengths.numel(), n});
  for (int64_t b = 0; b < lengths.numel(); ++b)
    std::fill_n(mask.mutable_data() + b * n, lengths[b], uint8_t(1));
  return mask;
}

// Writes bos and the target, and the target and eos, into row b.
void put_target(PairBatch& batch, int64_t b, const Symbols& target) {
  const int64_t steps = batch.target_in.shape()[1];
  int64_t* in = batch.target_in.mutable_data() + b * steps;
  int64_t* out = batch.target_out.mutable_data() + b * steps;
  in[0] = Vocabulary::kBos;
  std::copy(target.begin(), target.end(), in + 1);
  *std::copy(target.begin(), target.end(), out) = Vocabulary::kEos;
  batch.target_lengths.mutable_data()[b] = int64_t(target.size()) + 1;
}

}  // namespace

SymbolPair encode(const TextPair& text, const Vocabulary& source, const Vocabulary& target,
                  Place at) {
  return {source.encode(text.source, at), target.encode(text.target, at)};
}

Mask PairBatch::source_mask() const { return within(source_lengths, source.shape()[1]); }
Mask PairBatch::target_mask() const { return within(target_lengths, target_in.shape()[1]); }

PaddedSequences pad(const std::vector<Symbols>& sequences, Place at) {
  if (sequences.empty()) throw ValueError(explain("pad", at, "there is no sequence"));
  size_t longest = 0;
  for (size_t b = 0; b < sequences.size(); ++b) {
    longest = std::max(longest, sequences[b].size());
    if (sequences[b].empty())
      throw ValueError(explain("pad", at, "sequence " + std::to_string(b) + " has no symbol"));
  }
  PaddedSequences padded{padding(sequences.size(), longest),
                         Indices(Shape{int64_t(sequences.size())})};
  for (size_t b = 0; b < sequences.size(); ++b) {
    std::copy(sequences[b].begin(), sequences[b].end(),
              padded.symbols.mutable_data() + b * longest);
    padded.lengths.mutable_data()[b] = int64_t(sequences[b].size());
  }
  return padded;
}

PairBatch pad(const std::vector<SymbolPair>& pairs, Place at) {
  std::vector<int64_t> rows(pairs.size());
  std::iota(rows.begin(), rows.end(), int64_t(0));
  return pad(pairs, Indices(std::move(rows)), at);
}

PairBatch pad(const std::vector<SymbolPair>& pairs, const Indices& rows, Place at) {
  std::vector<Symbols> sources;
  size_t steps = 0;
  for (int64_t b = 0; b < rows.numel(); ++b) {
    if (rows[b] < 0 || rows[b] >= int64_t(pairs.size()))
      throw ValueError(explain("pad", at, "there is no pair " + std::to_string(rows[b]), {},
                               "there are " + std::to_string(pairs.size())));
    const SymbolPair& pair = pairs[size_t(rows[b])];
    sources.push_back(pair.source);
    steps = std::max(steps, pair.target.size() + 1);
  }
  const PaddedSequences source = pad(sources, at);
  const size_t count = sources.size();
  PairBatch batch{source.symbols, source.lengths, padding(count, steps), padding(count, steps),
                  Indices(Shape{int64_t(count)})};
  for (int64_t b = 0; b < rows.numel(); ++b) put_target(batch, b, pairs[size_t(rows[b])].target);
  return batch;
}

Buckets::Buckets(const std::vector<SymbolPair>& pairs, int64_t batch_size, uint64_t seed, Place at)
    : batch_size_(batch_size), seed_(seed) {
  if (pairs.empty() || batch_size < 1)
    throw ValueError(explain("Buckets", at, "there would be no batch", {},
                             "given were " + std::to_string(pairs.size()) +
                                 " pairs and a batch size of " + std::to_string(batch_size)));
  for (const SymbolPair& pair : pairs)
    lengths_.emplace_back(pair.source.size(), pair.target.size());
  draw_order();
}

int64_t Buckets::batches_per_epoch() const {
  return (int64_t(lengths_.size()) + batch_size_ - 1) / batch_size_;
}

void Buckets::draw_order() {
  Random random(seed_, uint64_t(epoch_));
  order_ = random.permutation(int64_t(lengths_.size()));
  std::stable_sort(order_.begin(), order_.end(),
                   [&](int64_t a, int64_t b) { return lengths_[size_t(a)] < lengths_[size_t(b)]; });
  batches_ = random.permutation(batches_per_epoch());
}

Indices Buckets::next() {
  if (given_ == batches_per_epoch()) {
    ++epoch_;
    given_ = 0;
    draw_order();
  }
  const int64_t begin = batches_[size_t(given_++)] * batch_size_;
  const int64_t end = std::min(begin + batch_size_, int64_t(order_.size()));
  return Indices(std::vector<int64_t>(order_.begin() + begin, order_.begin() + end));
}

State Buckets::state_dict() {
  State state;
  state.put("kind", kind());
  state.put("pairs", int64_t(lengths_.size()));
  state.put("batch_size", batch_size_);
  state.put("seed", seed_);
  state.put("epoch", epoch_);
  state.put("batches_given", given_);
  return state;
}

std::function<void()> Buckets::read_state(StateReader& from) {
  from.agrees("kind", kind());
  from.agrees("pairs", int64_t(lengths_.size()));
  from.agrees("batch_size", batch_size_);
  from.agrees("seed", seed_);
  Buckets read = *this;
  read.epoch_ = int64_t(from.whole("epoch", INT64_MAX / 2));
  read.given_ = int64_t(from.whole("batches_given", uint64_t(batches_per_epoch())));
  read.draw_order();
  return [this, read = std::move(read)]() mutable { *this = std::move(read); };
}

}  // namespace heed::inline HEED_PRECISION
