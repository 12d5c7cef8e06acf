// Seq2Seq left to itself: greedy decoding.
#include "engine/ops/loss.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/optim.hpp"
#include "tests/layers/layer_check.hpp"
#include "tests/layers/seq2seq_small.hpp"

using namespace heed;

TEST_CASE("greedy decoding is what writing step by step gives") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options, 5);
  const GreedyResult written = model.greedy(kSource, kLengths, 6);
  const int64_t steps = written.symbols.shape()[1];
  CHECK(written.symbols.shape() == Shape{3, steps});
  const NoGrad no_grad;
  const SourceReading reading = model.read(kSource, kLengths);
  DecoderState state = reading.start;
  Indices last(Shape{3, 1}, int64_t(1));
  std::vector<bool> ended(3, false);
  for (int64_t t = 0; t < steps; ++t) {
    const TargetWriting step = model.write(reading, state, last);
    state = step.state;
    last = argmax(step.logits, -1);
    for (int64_t b = 0; b < 3; ++b) {
      if (ended[size_t(b)]) last.mutable_data()[b] = 2;
      ended[size_t(b)] = last[b] == 2;
      CHECK(written.symbols[b * steps + t] == last[b]);
    }
    if (step.weights.defined())
      CHECK(difference(step.weights, slice(written.weights, 1, t, t + 1)) == 0);
  }
}

TEST_CASE("given its own words as the truth, teacher forcing writes what greedy decoding wrote") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options, 5);
  const GreedyResult written = model.greedy(kSource, kLengths, 6);
  const int64_t steps = written.symbols.shape()[1];
  Indices in(Shape{3, steps}, int64_t(1));
  for (int64_t b = 0; b < 3; ++b)
    for (int64_t t = 1; t < steps; ++t)
      in.mutable_data()[b * steps + t] = written.symbols[b * steps + t - 1];
  const Indices forced = argmax(model(kSource, kLengths, in).logits, -1);
  for (int64_t b = 0; b < 3; ++b)
    for (int64_t t = 0; t < steps && in[b * steps + t] != 2; ++t)
      CHECK(forced[b * steps + t] == written.symbols[b * steps + t]);
}

TEST_CASE("a Seq2Seq learns three sequences by heart, and greedy decoding then ends by itself") {
  const Alignment alignment = GENERATE(Alignment::none, Alignment::additive, Alignment::general);
  Seq2Seq model = made(small(Cell::gru, alignment, false));
  const Indices out(std::vector<int64_t>{3, 4, 5, 2, 4, 4, 2, 0, 6, 3, 3, 2});
  Adam optimizer(model.parameters(), {.lr = 0.03});
  for (int step = 0; step < 150; ++step) {
    const TargetWriting y = model(kSource, kLengths, kTarget);
    optimizer.zero_grad();
    cross_entropy(reshape(y.logits, {12, 7}), out, {.ignore_index = 0}).backward();
    optimizer.step();
  }
  const GreedyResult written = model.greedy(kSource, kLengths, 10);
  REQUIRE(written.symbols.shape() == Shape{3, 4});
  const std::vector<int64_t> expected = {3, 4, 5, 2, 4, 4, 2, 2, 6, 3, 3, 2};
  CHECK(std::equal(expected.begin(), expected.end(), written.symbols.data()));
  CHECK(model.training());
}
