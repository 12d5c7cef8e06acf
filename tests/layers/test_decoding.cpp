// Writing with a SequenceTransformer: the cache, greedy writing, the beam, and what they refuse.
#include <algorithm>
#include <cmath>

#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/models/decoding.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

constexpr int64_t kSymbols = 5;
const Indices kSource(Shape{3, 4}, {3, 4, 3, 4, 4, 0, 0, 0, 4, 3, 3, 0});
const Indices kLengths(std::vector<int64_t>{4, 1, 3});

SequenceTransformer made(bool norm_first, bool residual = true, uint64_t seed = 12) {
  Random random(seed);
  const SequenceTransformerOptions options = {.source_symbols = 5,
                                              .target_symbols = kSymbols,
                                              .dim = 8,
                                              .heads = 2,
                                              .layers = {.encoder_layers = 2,
                                                         .decoder_layers = 2,
                                                         .feedforward = 12,
                                                         .dropout = 0,
                                                         .norm_first = norm_first,
                                                         .residual = residual},
                                              .longest = 40};
  return SequenceTransformer(options, random);
}

// The log-probability of exactly these symbols and then eos, for source `row`.
double log_probability(SequenceTransformer& model, int64_t row, std::vector<int64_t> symbols) {
  const Evaluation evaluation(model);
  std::vector<int64_t> in = symbols;
  in.insert(in.begin(), 1);
  symbols.push_back(2);
  const Indices source(Shape{1, 4}, {kSource.data() + row * 4, kSource.data() + row * 4 + 4});
  const Tensor logits =
      model(source, std::vector<int64_t>{kLengths[row]}, {Shape{1, int64_t(in.size())}, in});
  const Tensor log_probs = log_softmax(logits, -1);
  double sum = 0;
  for (size_t t = 0; t < symbols.size(); ++t)
    sum += double(log_probs.at({0, int64_t(t), symbols[t]}));
  return sum;
}

// All sequences of up to `longest` symbols without eos.
std::vector<std::vector<int64_t>> all_sequences(int64_t longest) {
  std::vector<std::vector<int64_t>> all = {{}};
  for (size_t i = 0; i < all.size(); ++i) {
    if (int64_t(all[i].size()) == longest) continue;
    for (int64_t s = 0; s < kSymbols; ++s)
      if (s != 2) {
        all.push_back(all[i]);
        all.back().push_back(s);
      }
  }
  return all;
}

}  // namespace

TEST_CASE("a step with the cache says what reading all symbols at once does") {
  SequenceTransformer model = made(GENERATE(false, true), GENERATE(false, true));
  const Evaluation evaluation(model);
  const Indices target(Shape{3, 4}, {1, 3, 4, 3, 1, 4, 4, 0, 1, 3, 3, 3});
  const Tensor all = model(kSource, kLengths, target);
  DecoderCache cache(model, model.read(kSource, kLengths));
  for (int64_t t = 0; t < 4; ++t) {
    const Indices symbols(std::vector<int64_t>{target[t], target[4 + t], target[8 + t]});
    CHECK(difference(cache.step(symbols), select(all, 1, t)) < kSame);
  }
  CHECK(cache.length() == 4);
}

TEST_CASE("a cache whose rows are chosen anew goes on as if they had always been these") {
  SequenceTransformer model = made(true);
  const Evaluation evaluation(model);
  DecoderCache cache(model, model.read(kSource, kLengths));
  cache.step(std::vector<int64_t>{1, 1, 1});
  cache.step(std::vector<int64_t>{3, 4, 3});
  cache.choose(std::vector<int64_t>{2, 2, 0, 1});
  const Tensor chosen = cache.step(std::vector<int64_t>{4, 3, 4, 4});
  const Indices target(Shape{3, 3}, {1, 3, 4, 1, 4, 4, 1, 3, 4});
  const Tensor last = select(model(kSource, kLengths, target), 1, 2);
  const auto row = [](const Tensor& x, int64_t i) { return slice(x, 0, i, i + 1); };
  CHECK(difference(row(chosen, 0), row(last, 2)) < kSame);
  CHECK(difference(row(chosen, 2), row(last, 0)) < kSame);
  CHECK(difference(row(chosen, 3), row(last, 1)) < kSame);
}

TEST_CASE("writing with the cache gives the same symbols as without") {
  SequenceTransformer model = made(GENERATE(false, true), true, GENERATE(1, 2, 3));
  const bool stop = GENERATE(false, true);
  const WritingOptions with = {.longest = 40, .cache = true, .stop_at_eos = stop};
  const WritingOptions without = {.longest = 40, .cache = false, .stop_at_eos = stop};
  const Indices a = write_greedily(model, kSource, kLengths, with);
  const Indices b = write_greedily(model, kSource, kLengths, without);
  REQUIRE(a.shape() == b.shape());
  CHECK(std::equal(a.data(), a.data() + a.numel(), b.data()));
  if (!stop) CHECK(a.shape() == Shape{3, 40});
  CHECK(model.training());
}

TEST_CASE("a beam of one writes what greedy writing does") {
  SequenceTransformer model = made(GENERATE(false, true), true, GENERATE(1, 2, 3));
  const Indices greedy = write_greedily(model, kSource, kLengths, {.longest = 12});
  const auto beams = write_with_beam(model, kSource, kLengths, {.beam = 1, .longest = 12});
  REQUIRE(beams.size() == 3);
  const int64_t width = greedy.shape()[1];
  for (int64_t b = 0; b < 3; ++b) {
    REQUIRE(beams[size_t(b)].size() == 1);
    std::vector<int64_t> row(greedy.data() + b * width, greedy.data() + (b + 1) * width);
    row.erase(std::find(row.begin(), row.end(), 2), row.end());
    CHECK(beams[size_t(b)][0].symbols == row);
  }
}

TEST_CASE("a beam as wide as there are sequences finds the likeliest of all") {
  SequenceTransformer model = made(true, true, GENERATE(1, 2, 3));
  const auto beams =
      write_with_beam(model, kSource, kLengths, {.beam = 400, .longest = 4, .length_penalty = 0});
  for (int64_t b = 0; b < 3; ++b) {
    double best = -1e9;
    std::vector<int64_t> likeliest;
    for (const auto& symbols : all_sequences(3)) {
      const double p = log_probability(model, b, symbols);
      if (p > best) best = p, likeliest = symbols;
    }
    const std::vector<Hypothesis>& found = beams[size_t(b)];
    const auto ended = std::find_if(found.begin(), found.end(),
                                    [](const Hypothesis& h) { return h.symbols.size() < 4; });
    REQUIRE(ended != found.end());
    CHECK(ended->symbols == likeliest);
    CHECK(std::abs(ended->log_probability - best) < 1e-4);
    CHECK(std::abs(log_probability(model, b, ended->symbols) - ended->log_probability) < 1e-4);
  }
}

TEST_CASE("hypotheses come best first, and the length penalty divides as Wu et al. have it") {
  SequenceTransformer model = made(true);
  for (const auto& found :
       write_with_beam(model, kSource, kLengths, {.beam = 5, .longest = 6, .length_penalty = 1}))
    for (size_t i = 0; i < found.size(); ++i) {
      const Hypothesis& h = found[i];
      if (i > 0) CHECK(found[i - 1].score >= h.score);
      const double n = std::min(6.0, double(h.symbols.size()) + 1);  // with eos, unless cut off
      CHECK(std::abs(h.score - h.log_probability / ((5 + n) / 6)) < 1e-9);
    }
}

TEST_CASE("writing refuses a beam of 0, and lengths that the positions do not cover") {
  SequenceTransformer model = made(true);
  CHECK(contains(error_of([&] { write_with_beam(model, kSource, kLengths, {.beam = 0}); }),
                 "beam must be at least 1, it is 0"));
  for (const int64_t longest : {0, 41})
    CHECK(contains(error_of([&] { write_greedily(model, kSource, kLengths, {longest}); }),
                   "there are positions for 1 … 40 symbols"));
  CHECK(contains(
      error_of([&] { write_with_beam(model, kSource, kLengths, {.beam = 2, .longest = 41}); }),
      "there are positions for 1 … 40 symbols"));
}
