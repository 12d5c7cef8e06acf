// What lessons 09 and 10 say of encoders, decoders and attention, at a small budget.
#include <algorithm>
#include <functional>

#include "data/letter_strings.hpp"
#include "data/pronunciations.hpp"
#include "data/sequence_scores.hpp"
#include "data/toy_translation.hpp"
#include "engine/ops/loss.hpp"
#include "engine/ops/shape.hpp"
#include "engine/optim.hpp"
#include "layers/models/seq2seq.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

constexpr int64_t kBatch = 64;

// The lessons' recipe: AdamW, warm-up and cosine, clipping.
void train(Seq2Seq& model, int64_t steps, double rate,
           const std::function<PairBatch(int64_t step)>& next) {
  AdamW optimizer(model.parameters(), {.lr = rate, .weight_decay = 0});
  const WarmupCosine schedule(rate, steps / 10, steps, 0.05);
  for (int64_t step = 0; step < steps; ++step) {
    const PairBatch batch = next(step);
    const Tensor logits = model(batch.source, batch.source_lengths, batch.target_in).logits;
    const int64_t places = batch.target_out.numel();
    optimizer.zero_grad();
    cross_entropy(reshape(logits, {places, -1}), batch.target_out.reshape({places}),
                  {.ignore_index = Vocabulary::kPad})
        .backward();
    clip_grad_norm(model.parameters(), 1);
    schedule.apply(optimizer, step);
    optimizer.step();
  }
}

std::vector<Symbols> write(Seq2Seq& model, const std::vector<SymbolPair>& pairs) {
  const PairBatch batch = pad(pairs);
  return until_eos(model.greedy(batch.source, batch.source_lengths, 24).symbols);
}

double exact_after(Seq2SeqOptions options, const PairGenerator& task, const PairGenerator& test,
                   int64_t steps) {
  options.source_symbols = task.source_vocabulary().size();
  options.target_symbols = task.target_vocabulary().size();
  Random random(1);
  Seq2Seq model(options, random);
  train(model, steps, 5e-3, [&](int64_t step) { return task.batch(step * kBatch, kBatch); });
  const std::vector<SymbolPair> pairs = test.pairs(0, 200);
  return exact_match(write(model, pairs), pairs);
}

}  // namespace

TEST_CASE("attention reverses strings that one vector cannot carry, at the same budget") {
  const LetterOptions options{Rearrange::reverse, 12, 12, 10};
  const LetterStrings task(options, Part::train, 1), test(options, Part::test, 2);
  CHECK(exact_after({.hidden = 48, .alignment = Alignment::additive}, task, test, 300) >= 0.9);
  CHECK(exact_after({.hidden = 48, .alignment = Alignment::general}, task, test, 300) >= 0.8);
  CHECK(exact_after({.hidden = 96}, task, test, 300) <= 0.1);
}

TEST_CASE("attention translates words that change their order, and the diagonal alone does not") {
  const ToyTranslation task({}, Part::train, 1), test({}, Part::test, 2);
  CHECK(exact_after({.alignment = Alignment::additive}, task, test, 300) >= 0.97);
  CHECK(exact_after({.alignment = Alignment::diagonal, .handover = false}, task, test, 300) <= 0.1);
}

TEST_CASE("a plain RNN finds the first letters only if the source is fed backwards") {
  const auto first_letters_right = [](bool backwards) {
    const LetterOptions options{Rearrange::copy, 10, 10, 10};
    const LetterStrings task(options, Part::train, 1), test(options, Part::test, 2);
    const auto fed = [&](std::vector<SymbolPair> pairs) {
      for (SymbolPair& pair : pairs)
        if (backwards) std::reverse(pair.source.begin(), pair.source.end());
      return pairs;
    };
    Random random(1);
    const int64_t symbols = task.source_vocabulary().size();
    Seq2Seq model({.source_symbols = symbols, .target_symbols = symbols, .cell = Cell::rnn},
                  random);
    train(model, 500, 1e-3,
          [&](int64_t step) { return pad(fed(task.pairs(step * kBatch, kBatch))); });
    const std::vector<SymbolPair> pairs = fed(test.pairs(0, 200));
    const std::vector<double> right = right_by_place(write(model, pairs), pairs);
    return (right[0] + right[1]) / 2;
  };
  CHECK(first_letters_right(true) >= 0.8);
  CHECK(first_letters_right(false) <= 0.3);
}

TEST_CASE("spelling becomes pronunciation with few enough wrong phonemes") {
  const PronunciationSplit words = split(load_pronunciations());
  const std::vector<SymbolPair> pairs = encode(words.train);
  Random random(1);
  Seq2Seq model({.source_symbols = word_letters().size(),
                 .target_symbols = phonemes().size(),
                 .hidden = 64,
                 .bidirectional = true,
                 .alignment = Alignment::general},
                random);
  Buckets buckets(pairs, kBatch, 1);
  train(model, 500, 6e-3, [&](int64_t) { return pad(pairs, buckets.next()); });
  const std::vector<SymbolPair> test =
      encode(Pronunciations(words.validation.begin(), words.validation.begin() + 500));
  CHECK(symbol_error_rate(write(model, test), test) <= 0.27);
}
