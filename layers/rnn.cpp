// Layers and directions of a recurrence; a pass through one is a single operation.

#include "layers/rnn.hpp"

#include "engine/ops/dropout.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

Recurrent::Recurrent(const char* kind, int64_t gates, int64_t in, int64_t hidden,
                     const RecurrentOptions& options, Random& random, Place at)
    : hidden_(hidden), options_(options) {
  check_sizes(kind, {{"in", in}, {"hidden", hidden}, {"layers", options.layers}}, at);
  check_dropout(kind, options.dropout, at);
  const int64_t directions = options.bidirectional ? 2 : 1;
  for (int64_t i = 0; i < options.layers * directions; ++i)
    weights.emplace_back(gates, i < directions ? in : directions * hidden, hidden, options.bias,
                         random);
}

void Recurrent::visit(const Visitor& show) {
  for (size_t i = 0; i < weights.size(); ++i) {
    const size_t directions = options_.bidirectional ? 2 : 1;
    weights[i].show_to(
        show, "_l" + std::to_string(i / directions) + (i % directions == 1 ? "_reverse" : ""));
  }
}

void Recurrent::check(const Tensor& x, const LSTMState& initial) const {
  if (x.dim() != 3)
    throw ShapeError(explain(kind(), Place::here(), "takes sequences", {{"x", x.shape()}},
                             "needs (B, T, in), batch first"));
  for (const auto& [name, state] : {std::pair("h_0", initial.h), std::pair("c_0", initial.c)})
    if (state.defined() && state.shape() != Shape{int64_t(weights.size()), x.size(0), hidden_})
      throw ShapeError(explain(kind(), Place::here(), "the initial state does not fit",
                               {{"x", x.shape()}, {name, state.shape()}},
                               "needs (layers D, B, H), here (" + std::to_string(weights.size()) +
                                   ", " + std::to_string(x.size(0)) + ", " +
                                   std::to_string(hidden_) + ")"));
}

LSTMResult Recurrent::run(const Tensor& x, const LSTMState& initial, const Lengths& lengths) const {
  check(x, initial);
  const auto state = [](const Tensor& all, size_t i) {
    return all.defined() ? select(all, 0, int64_t(i)) : Tensor();
  };
  const size_t directions = options_.bidirectional ? 2 : 1;
  Tensor output = x;
  std::vector<Tensor> h, c;
  for (size_t layer = 0; layer < weights.size() / directions; ++layer) {
    if (layer > 0) output = dropout(output, options_.dropout, training());
    std::vector<Tensor> sides;
    for (size_t side = 0; side < directions; ++side) {
      const size_t i = layer * directions + side;
      const Tensor input = linear(output, weights[i].weight_ih, weights[i].bias_ih);
      const Pass done = pass(input, weights[i], {state(initial.h, i), state(initial.c, i)},
                             {.lengths = lengths, .reverse = side == 1});
      sides.push_back(done.output);
      h.push_back(done.last.h);
      c.push_back(done.last.c);
    }
    output = directions == 1 ? sides[0] : cat(sides, 2);
  }
  return {output, stack(h), c[0].defined() ? stack(c) : Tensor()};
}

RNN::RNN(int64_t in, int64_t hidden, const RecurrentOptions& options, Nonlinearity nonlinearity,
         Random& random, Place at)
    : Recurrent("RNN", 1, in, hidden, options, random, at), nonlinearity_(nonlinearity) {}

RecurrentResult RNN::operator()(const Tensor& x, const Tensor& h_0, const Lengths& lengths,
                                Place at) {
  const Running here(*this, at);
  const LSTMResult all = run(x, {h_0, {}}, lengths);
  return {all.output, all.h_n};
}

Recurrent::Pass RNN::pass(const Tensor& input, const RecurrentWeights& own,
                          const LSTMState& initial, const SequenceOptions& options) const {
  const Tensor y = rnn(input, own.weight_hh, own.bias_hh, initial.h, nonlinearity_, options);
  return {y, {last_step(y, initial.h, options), {}}};
}

GRU::GRU(int64_t in, int64_t hidden, const RecurrentOptions& options, Random& random, Place at)
    : Recurrent("GRU", 3, in, hidden, options, random, at) {}

RecurrentResult GRU::operator()(const Tensor& x, const Tensor& h_0, const Lengths& lengths,
                                Place at) {
  const Running here(*this, at);
  const LSTMResult all = run(x, {h_0, {}}, lengths);
  return {all.output, all.h_n};
}

Recurrent::Pass GRU::pass(const Tensor& input, const RecurrentWeights& own,
                          const LSTMState& initial, const SequenceOptions& options) const {
  const Tensor y = gru(input, own.weight_hh, own.bias_hh, initial.h, options);
  return {y, {last_step(y, initial.h, options), {}}};
}

LSTM::LSTM(int64_t in, int64_t hidden, const RecurrentOptions& options, Random& random, Place at)
    : Recurrent("LSTM", 4, in, hidden, options, random, at) {}

LSTMResult LSTM::operator()(const Tensor& x, const LSTMState& initial, const Lengths& lengths,
                            Place at) {
  const Running here(*this, at);
  return run(x, initial, lengths);
}

// lstm() gives (B, T + 1, H): h after each step, then c after the last.
Recurrent::Pass LSTM::pass(const Tensor& input, const RecurrentWeights& own,
                           const LSTMState& initial, const SequenceOptions& options) const {
  const Tensor both = lstm(input, own.weight_hh, own.bias_hh, initial.h, initial.c, options);
  const Tensor y = slice(both, 1, 0, -1);
  return {y, {last_step(y, initial.h, options), select(both, 1, -1)}};
}

}  // namespace heed::inline HEED_PRECISION
