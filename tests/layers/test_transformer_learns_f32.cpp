// A SequenceTransformer learns what lesson 12 promises, at a small budget: dates, and sums from the
// units on, while sums from the thousands on take longer.
#include "data/addition.hpp"
#include "data/dates.hpp"
#include "data/sequence_scores.hpp"
#include "engine/ops/loss.hpp"
#include "engine/ops/shape.hpp"
#include "engine/optim.hpp"
#include "layers/models/decoding.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

// The share of 500 test pairs that are right after `steps` steps, with the paper's recipe.
double learned(const PairGenerator& train, const PairGenerator& test, int64_t dim, int64_t batch,
               int64_t steps, double factor) {
  Random random(0, 122);
  SequenceTransformer model({.source_symbols = train.source_vocabulary().size(),
                             .target_symbols = train.target_vocabulary().size(),
                             .dim = dim,
                             .layers = {.encoder_layers = 1,
                                        .decoder_layers = 1,
                                        .feedforward = 128,
                                        .dropout = 0,
                                        .norm_first = true}},
                            random);
  Adam optimizer(model.parameters(), {.lr = 1, .beta2 = 0.98, .eps = 1e-9});
  const Noam schedule(dim, 100, factor);
  for (int64_t step = 0; step < steps; ++step) {
    const PairBatch b = train.batch(step * batch, batch);
    const Tensor logits = model(b.source, b.source_lengths, b.target_in);
    const Tensor loss = cross_entropy(reshape(logits, {-1, logits.size(2)}),
                                      b.target_out.reshape({b.target_out.numel()}),
                                      {.label_smoothing = 0.1, .ignore_index = Vocabulary::kPad});
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(model.parameters(), 1);
    schedule.apply(optimizer, step);
    optimizer.step();
  }
  const std::vector<SymbolPair> pairs = test.pairs(0, 500);
  const PairBatch asked = pad(pairs);
  return exact_match(
      until_eos(write_greedily(model, asked.source, asked.source_lengths, {.longest = 12})), pairs);
}

double sums_learned(Answer answer) {
  return learned(Addition({.answer = answer}, Part::train, 0),
                 Addition({.answer = answer}, Part::test, 12), 64, 128, 600, 0.25);
}

}  // namespace

TEST_CASE("a small transformer learns sums from the units on, and later from the thousands on") {
  const double reversed = sums_learned(Answer::reversed), normal = sums_learned(Answer::normal);
  CHECK(reversed >= 0.9);
  CHECK(normal <= reversed - 0.1);
}

TEST_CASE("a small transformer begins to read dates within 300 steps") {
  CHECK(learned(Dates(Part::train, 0), Dates(Part::test, 12), 32, 64, 300, 0.35) >= 0.5);
}
