// Seq2Seq: encoder, decoder, and where it looks.
#include <algorithm>
#include <cmath>

#include "engine/ops/loss.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "tests/layers/layer_check.hpp"
#include "tests/layers/seq2seq_small.hpp"

using namespace heed;

namespace {

int64_t count(const Seq2SeqOptions& o) {
  const int64_t h = o.hidden, e = o.embedding, d = (o.bidirectional ? 2 : 1) * h;
  const int64_t gates = o.cell == Cell::rnn ? 1 : o.cell == Cell::gru ? 3 : 4;
  const auto recurrence = [&](int64_t in) { return gates * h * (in + h + 2); };
  int64_t n = e * (o.source_symbols + o.target_symbols) + d / h * recurrence(e);
  n += recurrence(e + (o.alignment == Alignment::additive ? d : 0));
  if (o.bidirectional) n += (o.cell == Cell::lstm ? 2 : 1) * (d * h + h);
  if (o.alignment == Alignment::additive) n += h * h + h * d + h;
  if (o.alignment == Alignment::general) n += h * d;
  if (o.alignment != Alignment::none) n += h * (d + h);
  return n + o.target_symbols * (h + 1);
}

}  // namespace

TEST_CASE("a Seq2Seq has as many parameters as its formulas say") {
  const Seq2SeqOptions options = any_options();
  CHECK(made(options).num_parameters() == count(options));
}

TEST_CASE("a Seq2Seq names what it owns") {
  Seq2Seq model = made(small(Cell::gru, Alignment::additive, true));
  CHECK(contains(owned(model), "encoder.gru.weight_ih_l0_reverse (15, 4)"));
  CHECK(contains(owned(model), "decoder.gru.weight_ih_l0 (15, 14)"));
  CHECK(contains(owned(model), "bridge_h.weight (5, 10)"));
  CHECK(contains(owned(model), "additive.query_proj.weight (5, 5)"));
  CHECK(contains(owned(model), "combine.weight (5, 15)"));
}

TEST_CASE("a Seq2Seq writes logits for every step, and says where it looked") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options);
  const TargetWriting y = model(kSource, kLengths, kTarget);
  CHECK(y.logits.shape() == Shape{3, 4, 7});
  CHECK(y.state.h.shape() == Shape{1, 3, 5});
  CHECK(y.state.c.defined() == (options.cell == Cell::lstm));
  CHECK(y.weights.defined() == (options.alignment != Alignment::none));
  if (!y.weights.defined()) return;
  REQUIRE(y.weights.shape() == Shape{3, 4, 5});
  for (int64_t b = 0; b < 3; ++b)
    for (int64_t t = 0; t < 4; ++t) {
      double row = 0;
      for (int64_t s = 0; s < 5; ++s) {
        const double weight = double(y.weights.at({b, t, s}));
        if (s >= kLengths[b]) CHECK(weight == 0);
        if (options.alignment == Alignment::diagonal)
          CHECK(weight == (s == std::min(t, kLengths[b] - 1)));
        row += weight;
      }
      CHECK(std::abs(row - 1) < 1e-6);
    }
}

TEST_CASE("what stands in the padding of a source changes nothing") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options);
  Indices other = kSource;
  for (const int64_t place : {6, 7, 8, 9, 13, 14}) other.mutable_data()[place] = 5;
  CHECK(difference(model(kSource, kLengths, kTarget).logits,
                   model(other, kLengths, kTarget).logits) == 0);
  const Indices alone(Shape{1, 3}, {4, 3, 3}), target(Shape{1, 4}, {1, 6, 3, 3});
  const Tensor row = slice(model(kSource, kLengths, kTarget).logits, 0, 2, 3);
  CHECK(difference(model(alone, Indices(std::vector<int64_t>{3}), target).logits, row) < kSame);
}

TEST_CASE("every parameter of a Seq2Seq gets a gradient") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options);
  const TargetWriting y = model(kSource, kLengths, kTarget);
  cross_entropy(reshape(y.logits, {12, 7}),
                Indices(std::vector<int64_t>{3, 4, 5, 2, 4, 4, 2, 0, 6, 3, 3, 2}))
      .backward();
  for (const auto& [name, x] : model.named_parameters()) {
    INFO(name);
    REQUIRE(x.grad().defined());
    double largest = 0;
    for (int64_t i = 0; i < x.numel(); ++i)
      largest = std::max(largest, std::abs(double(x.grad().data()[i])));
    CHECK(largest > 0);
  }
}

TEST_CASE("a Seq2Seq's gradients are right") {
  const Seq2SeqOptions options = any_options();
  Seq2Seq model = made(options);
  check_gradients(
      model, [&] { return model(kSource, kLengths, kTarget).logits; }, {}, 2);
}

TEST_CASE("without handover all that is known of the source comes through attention") {
  Seq2SeqOptions options = small(Cell::lstm, Alignment::additive, true);
  options.handover = false;
  Seq2Seq model = made(options);
  CHECK(!model.bridge_h);
  CHECK(model.num_parameters() == count(options) - 2 * (10 * 5 + 5));
  CHECK(difference(model.read(kSource, kLengths).start.h, zeros({1, 3, 5})) == 0);
  CHECK(model(kSource, kLengths, kTarget).logits.shape() == Shape{3, 4, 7});
  options.alignment = Alignment::none;  // then nothing is known: all sources are alike
  Seq2Seq blind = made(options);
  const Indices other(Shape{3, 5}, int64_t(4));
  CHECK(difference(blind(kSource, kLengths, kTarget).logits,
                   blind(other, kLengths, kTarget).logits) == 0);
}

TEST_CASE("a Seq2Seq refuses what cannot be") {
  CHECK(contains(error_of([] { made({.source_symbols = 0, .target_symbols = 5}); }),
                 "source_symbols"));
  CHECK(contains(error_of([] { made({.source_symbols = 5, .target_symbols = 2}); }),
                 "bos and eos must be target symbols"));
  CHECK(contains(error_of([] { made(small(Cell::gru, Alignment::dot, true)); }), "dot product"));
  Seq2Seq model = made(small(Cell::gru, Alignment::none, false));
  CHECK(contains(error_of([&] { model.greedy(kSource, kLengths, 0); }), "at least 1"));
  CHECK(
      contains(error_of([&] {
                 model(Indices(Shape{1, 2}, int64_t(6)), Indices(std::vector<int64_t>{2}), kTarget);
               }),
               "source_embedding"));
}
