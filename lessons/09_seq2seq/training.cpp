#include "lessons/09_seq2seq/training.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson09 {

namespace {

constexpr uint64_t kTestSeed = 7;

// The plain RNN bears only small steps.
double rate_of(Cell cell) { return cell == Cell::rnn ? 1e-3 : 5e-3; }

void turn_round(std::vector<SymbolPair>& pairs) {
  for (SymbolPair& pair : pairs) std::reverse(pair.source.begin(), pair.source.end());
}

// The batch of that step: all its strings have one length, so nothing is padded.
PairBatch training_batch(uint64_t seed, int64_t step, Feed feed) {
  Random random(seed, uint64_t(step));
  const int64_t length = kShortest + random.integer(kLongest - kShortest + 1);
  std::vector<SymbolPair> pairs = strings(length, Part::train, seed).pairs(step * kBatch, kBatch);
  if (feed == Feed::backwards) turn_round(pairs);
  return pad(pairs);
}

}  // namespace

Cell cell_of(const std::string& name) {
  if (name == "rnn") return Cell::rnn;
  if (name == "gru") return Cell::gru;
  if (name == "lstm") return Cell::lstm;
  const std::string meant = show::nearest(name, {"rnn", "gru", "lstm"});
  throw show::UsageError(fmt::format("--cell is rnn, gru or lstm, not \"{}\"{}", name,
                                     meant.empty() ? "" : ". Nearest: " + meant));
}

std::string name_of(Cell cell) {
  return cell == Cell::rnn ? "RNN" : cell == Cell::gru ? "GRU" : "LSTM";
}

LetterStrings strings(int64_t length, Part part, uint64_t seed) {
  return LetterStrings({Rearrange::copy, length, length, kLetters}, part, seed);
}

std::vector<SymbolPair> test_strings(int64_t length, Feed feed, int64_t count) {
  std::vector<SymbolPair> pairs = strings(length, Part::test, kTestSeed).pairs(0, count);
  if (feed == Feed::backwards) turn_round(pairs);
  return pairs;
}

std::vector<Symbols> Copier::write(const std::vector<SymbolPair>& pairs) {
  const PairBatch batch = pad(pairs);
  return until_eos(model->greedy(batch.source, batch.source_lengths, kLongest + 1).symbols);
}

Tensor loss_of(Seq2Seq& model, const PairBatch& batch) {
  const Tensor logits = model(batch.source, batch.source_lengths, batch.target_in).logits;
  const int64_t places = batch.target_out.numel();  // B T
  return cross_entropy(reshape(logits, {places, -1}), batch.target_out.reshape({places}),
                       {.ignore_index = Vocabulary::kPad});
}

Copier train(show::Run& run, Cell cell, Feed feed, int64_t steps) {
  const int64_t symbols = strings(1, Part::train, 0).source_vocabulary().size();
  Random random(run.seed(), 9);
  const Seq2SeqOptions options{
      .source_symbols = symbols, .target_symbols = symbols, .hidden = kHidden, .cell = cell};
  Copier copier{cell, feed, std::make_unique<Seq2Seq>(options, random), {}, {}};
  AdamW optimizer(copier.model->parameters(), {.lr = rate_of(cell), .weight_decay = 0});
  const WarmupCosine schedule(rate_of(cell), std::min<int64_t>(100, steps / 10), steps, 0.05);
  show::Progress bar =
      run.progress(name_of(cell) + (feed == Feed::forwards ? ", forwards" : ", backwards"), steps);
  while (bar.next()) {
    const PairBatch batch = training_batch(run.seed(), bar.step(), feed);
    const Tensor loss = bar.loss([&] { return loss_of(*copier.model, batch); });
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(copier.model->parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
  copier.losses = bar.losses();
  for (int64_t length = kShortest; length <= kLongest; ++length) {
    const std::vector<SymbolPair> pairs = test_strings(length, feed);
    copier.exact.push_back(exact_match(copier.write(pairs), pairs));
  }
  return copier;
}

}  // namespace lesson09
