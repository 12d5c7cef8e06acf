// Seq2Seq: reading a source, and writing a target step by step or all at once.

#include "layers/models/seq2seq.hpp"

#include <algorithm>

#include "engine/ops/activation.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

const Seq2SeqOptions& checked(const Seq2SeqOptions& o, Place at) {
  check_sizes("Seq2Seq",
              {{"source_symbols", o.source_symbols},
               {"target_symbols", o.target_symbols},
               {"embedding", o.embedding},
               {"hidden", o.hidden}},
              at);
  for (const int64_t sign : {o.bos, o.eos})
    if (sign < 0 || sign >= o.target_symbols)
      throw ValueError(
          explain("Seq2Seq", at,
                  "bos and eos must be target symbols, and " + std::to_string(sign) + " is none",
                  {}, "symbols are 0 … " + std::to_string(o.target_symbols - 1)));
  return o;
}

int64_t width(const Seq2SeqOptions& o) { return (o.bidirectional ? 2 : 1) * o.hidden; }  // D H

// What the decoder reads at a step: a symbol, and with additive attention the context.
int64_t decoder_input(const Seq2SeqOptions& o) {
  return o.embedding + (o.alignment == Alignment::additive ? width(o) : 0);
}

// The two directions' last states (2, B, H) -> one that the decoder begins in, (1, B, H).
Tensor merged(const Tensor& both, Linear& bridge) {
  const Tensor side_by_side = cat({select(both, 0, 0), select(both, 0, 1)}, 1);
  return unsqueeze(tanh(bridge(side_by_side)), 0);
}

// Steps (B, 1) behind each other: (B, T).
Indices joined(const std::vector<Indices>& steps) {
  const int64_t batch = steps[0].numel(), count = int64_t(steps.size());
  Indices all(Shape{batch, count});
  for (int64_t t = 0; t < count; ++t)
    for (int64_t b = 0; b < batch; ++b) all.mutable_data()[b * count + t] = steps[size_t(t)][b];
  return all;
}

}  // namespace

Seq2Seq::Seq2Seq(const Seq2SeqOptions& o, Random& random, Place at)
    : source_embedding(checked(o, at).source_symbols, o.embedding, random, at),
      target_embedding(o.target_symbols, o.embedding, random, at),
      encoder(o.cell, o.embedding, o.hidden, o.bidirectional, random, at),
      decoder(o.cell, decoder_input(o), o.hidden, false, random, at),
      output(o.hidden, o.target_symbols, true, random, at),
      options_(o) {
  const bool merges = o.bidirectional && o.handover;
  if (merges) bridge_h.emplace(width(o), o.hidden, true, random, at);
  if (merges && o.cell == Cell::lstm) bridge_c.emplace(width(o), o.hidden, true, random, at);
  if (o.alignment == Alignment::none) return;
  if (o.alignment == Alignment::additive)
    additive.emplace(o.hidden, width(o), o.hidden, false, random, at);
  if (o.alignment == Alignment::dot || o.alignment == Alignment::general)
    luong.emplace(o.hidden, width(o),
                  o.alignment == Alignment::dot ? LuongScore::dot : LuongScore::general,
                  std::nullopt, random, at);
  combine.emplace(width(o) + o.hidden, o.hidden, false, random, at);
}

SourceReading Seq2Seq::read(const Indices& source, const Indices& lengths, Place at) {
  const Running here(*this, at);
  const LSTMResult y = encoder(source_embedding(source), {}, lengths);
  SourceReading reading{y.output, {}, lengths, begin(y)};
  if (additive) reading.keys = additive->project(y.output);
  if (luong) reading.keys = luong->project(y.output);
  return reading;
}

DecoderState Seq2Seq::begin(const LSTMResult& y) {
  if (!options_.handover) {
    const Tensor zero = zeros({1, y.output.size(0), options_.hidden});
    return {zero, options_.cell == Cell::lstm ? zero : Tensor()};
  }
  if (!options_.bidirectional) return {y.h_n, y.c_n};
  return {merged(y.h_n, *bridge_h), y.c_n.defined() ? merged(y.c_n, *bridge_c) : Tensor()};
}

// Of contexts (B, T, D H) and the decoder's states (B, T, H).
Tensor Seq2Seq::logits_of(const Tensor& context, const Tensor& states) {
  return output(tanh((*combine)(cat({context, states}, 2))));
}

TargetWriting Seq2Seq::write(const SourceReading& reading, const DecoderState& state,
                             const Indices& symbols, Place at) {
  const Running here(*this, at);
  const Tensor x = target_embedding(symbols);  // (B, T, E)
  if (additive) return write_by_steps(reading, state, x);
  const LSTMResult y = decoder(x, {state.h, state.c});
  const DecoderState after{y.h_n, y.c_n, state.step + x.size(1)};
  if (options_.alignment == Alignment::none) return {output(y.output), {}, after};
  const Attended seen = look(reading, state.step, y.output);
  return {logits_of(seen.context, y.output), seen.weights, after};
}

// What the decoder's states (B, T, H), the first of them that of `step`, see of the source.
Attended Seq2Seq::look(const SourceReading& reading, int64_t step, const Tensor& states) {
  if (luong) return (*luong)(states, reading.keys, reading.states, {.lengths = reading.lengths});
  const int64_t batch = states.size(0), steps = states.size(1), places = reading.states.size(1);
  Tensor weights = zeros({batch, steps, places});
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t t = 0; t < steps && reading.lengths[b] > 0; ++t) {
      const int64_t place = std::min(step + t, reading.lengths[b] - 1);
      weights.mutable_data()[(b * steps + t) * places + place] = 1;
    }
  return {matmul(weights, reading.states), weights};
}

TargetWriting Seq2Seq::write_by_steps(const SourceReading& reading, DecoderState state,
                                      const Tensor& x) {
  std::vector<Tensor> contexts, states, weights;
  for (int64_t t = 0; t < x.size(1); ++t) {
    const Tensor before = transpose(state.h, 0, 1);  // s_{t-1}, (B, 1, H)
    const Attended seen =
        (*additive)(before, reading.keys, reading.states, {.lengths = reading.lengths});
    const LSTMResult y = decoder(cat({slice(x, 1, t, t + 1), seen.context}, 2), {state.h, state.c});
    state = {y.h_n, y.c_n, state.step + 1};
    contexts.push_back(seen.context);
    states.push_back(y.output);
    weights.push_back(seen.weights);
  }
  return {logits_of(cat(contexts, 1), cat(states, 1)), cat(weights, 1), state};
}

TargetWriting Seq2Seq::operator()(const Indices& source, const Indices& lengths,
                                  const Indices& target_in, Place at) {
  const Running here(*this, at);
  const SourceReading reading = read(source, lengths);
  return write(reading, reading.start, target_in);
}

GreedyResult Seq2Seq::greedy(const Indices& source, const Indices& lengths, int64_t longest,
                             Place at) {
  if (longest < 1)
    throw ValueError(
        explain("greedy", at, "longest must be at least 1, not " + std::to_string(longest)));
  const Running here(*this, at);
  const Evaluation evaluation(*this);
  const SourceReading reading = read(source, lengths);
  const int64_t batch = source.shape()[0];
  Indices last(Shape{batch, 1}, options_.bos);
  DecoderState state = reading.start;
  std::vector<Indices> written;
  std::vector<Tensor> weights;
  bool all_ended = false;
  while (int64_t(written.size()) < longest && !all_ended) {
    const TargetWriting step = write(reading, state, last);
    Indices next = argmax(step.logits, -1);  // (B, 1)
    for (int64_t b = 0; b < batch; ++b)      // who has ended has ended
      if (last[b] == options_.eos) next.mutable_data()[b] = options_.eos;
    all_ended = std::all_of(next.data(), next.data() + batch,
                            [&](int64_t symbol) { return symbol == options_.eos; });
    state = step.state;
    if (step.weights.defined()) weights.push_back(step.weights);
    written.push_back(last = next);
  }
  return {joined(written), weights.empty() ? Tensor() : cat(weights, 1)};
}

void Seq2Seq::visit(const Visitor& show) {
  show.child("source_embedding", source_embedding);
  show.child("target_embedding", target_embedding);
  show.child("encoder", encoder);
  show.child("decoder", decoder);
  if (bridge_h) show.child("bridge_h", *bridge_h);
  if (bridge_c) show.child("bridge_c", *bridge_c);
  if (additive) show.child("additive", *additive);
  if (luong) show.child("luong", *luong);
  if (combine) show.child("combine", *combine);
  show.child("output", output);
}

}  // namespace heed::inline HEED_PRECISION
