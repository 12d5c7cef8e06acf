// Cells: the whole-sequence operations, for a sequence of one step.

#include "layers/rnn_cell.hpp"

#include "engine/ops/linear.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

int64_t checked_hidden(const char* kind, int64_t in, int64_t hidden, Place at) {
  check_sizes(kind, {{"in", in}, {"hidden", hidden}}, at);
  return hidden;
}

// (B, 1, G H): what x says to the gates, as a sequence of one step.
Tensor one_step(const char* kind, const RecurrentWeights& weights, const Tensor& x) {
  if (x.dim() != 2)
    throw ShapeError(explain(kind, Place::here(), "takes one step of a batch", {{"x", x.shape()}},
                             "needs (B, in); unsqueeze(x, 0) makes a batch of one"));
  return unsqueeze(linear(x, weights.weight_ih, weights.bias_ih), 1);
}

}  // namespace

RecurrentWeights::RecurrentWeights(int64_t gates, int64_t in, int64_t hidden, bool bias,
                                   Random& random)
    : weight_ih(fan_in_uniform({gates * hidden, in}, hidden, random)),
      weight_hh(fan_in_uniform({gates * hidden, hidden}, hidden, random)) {
  if (!bias) return;
  bias_ih = fan_in_uniform({gates * hidden}, hidden, random);
  bias_hh = fan_in_uniform({gates * hidden}, hidden, random);
}

void RecurrentWeights::show_to(const Visitor& show, const std::string& suffix) {
  show.parameter("weight_ih" + suffix, weight_ih);
  show.parameter("weight_hh" + suffix, weight_hh);
  show.parameter("bias_ih" + suffix, bias_ih);
  show.parameter("bias_hh" + suffix, bias_hh);
}

RNNCell::RNNCell(int64_t in, int64_t hidden, bool bias, Nonlinearity f, Random& random, Place at)
    : RecurrentWeights(1, in, checked_hidden("RNNCell", in, hidden, at), bias, random),
      nonlinearity(f) {}

Tensor RNNCell::operator()(const Tensor& x, const Tensor& h, Place at) {
  const Running here(*this, at);
  return squeeze(rnn(one_step("RNNCell", *this, x), weight_hh, bias_hh, h, nonlinearity), 1);
}

GRUCell::GRUCell(int64_t in, int64_t hidden, bool bias, Random& random, Place at)
    : RecurrentWeights(3, in, checked_hidden("GRUCell", in, hidden, at), bias, random) {}

Tensor GRUCell::operator()(const Tensor& x, const Tensor& h, Place at) {
  const Running here(*this, at);
  return squeeze(gru(one_step("GRUCell", *this, x), weight_hh, bias_hh, h), 1);
}

LSTMCell::LSTMCell(int64_t in, int64_t hidden, bool bias, Random& random, Place at)
    : RecurrentWeights(4, in, checked_hidden("LSTMCell", in, hidden, at), bias, random) {}

LSTMState LSTMCell::operator()(const Tensor& x, const LSTMState& state, Place at) {
  const Running here(*this, at);
  const Tensor both = lstm(one_step("LSTMCell", *this, x), weight_hh, bias_hh, state.h, state.c);
  return {select(both, 1, 0), select(both, 1, 1)};  // of (B, 1 + 1, H)
}

}  // namespace heed::inline HEED_PRECISION
