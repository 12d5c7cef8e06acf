// RNN, LSTM, GRU: sequences read step by step, in several layers and both directions.
#pragma once

#include <optional>
#include <vector>

#include "layers/rnn_cell.hpp"

namespace heed::inline HEED_PRECISION {

// What an RNN, GRU or LSTM is built with.
struct RecurrentOptions {
  int64_t layers = 1;          // each reads the outputs of the one before
  bool bias = true;            // b_ih and b_hh, of every layer
  double dropout = 0;          // of what goes from layer to layer, in training
  bool bidirectional = false;  // a second recurrence from the end; D = 2 outputs, side by side
};

// What an RNN or GRU returns.
struct RecurrentResult {
  Tensor output;  // (B, T, D H): of the last layer, at each step; 0 behind a sequence's end
  Tensor h_n;     // (layers D, B, H): after the last step, layer by layer, backwards after forwards
};
// The same with c_n, as h_n.
struct LSTMResult {
  Tensor output, h_n, c_n;
};

// What the three share. Sequences are always batch-first: x (B, T, in). With lengths (B), each
// sequence ends after its own number of steps, and the backward direction begins there: as with
// PyTorch's pack_padded_sequence, but in any order, and a sequence may have no steps, whose h_n is
// its h_0. Initial states are (layers D, B, H), or zeros.
class Recurrent : public Module {
 public:
  std::vector<RecurrentWeights> weights;  // as h_n; called weight_ih_l0, weight_ih_l0_reverse, …

  void visit(const Visitor& show) override;

 protected:
  // `kind` is what messages call it. ValueError for a size below 1, or dropout outside 0 to 1.
  Recurrent(const char* kind, int64_t gates, int64_t in, int64_t hidden,
            const RecurrentOptions& options, Random& random, Place at);

  // (B), of each sequence: 0 to T steps; T if not given.
  using Lengths = std::optional<Indices>;
  // One layer in one direction: h after each step, and the state after the last.
  struct Pass {
    Tensor output;  // (B, T, H)
    LSTMState last;
  };
  virtual Pass pass(const Tensor& input, const RecurrentWeights& weights, const LSTMState& initial,
                    const SequenceOptions& options) const = 0;
  LSTMResult run(const Tensor& x, const LSTMState& initial, const Lengths& lengths) const;

 private:
  void check(const Tensor& x, const LSTMState& initial) const;
  int64_t hidden_;
  RecurrentOptions options_;
};

// One gate: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu (Elman 1990).
class RNN : public Recurrent {
 public:
  RNN(int64_t in, int64_t hidden, const RecurrentOptions& options = {},
      Nonlinearity nonlinearity = Nonlinearity::tanh, Random& random = default_random(),
      Place at = Place::here());
  RecurrentResult operator()(const Tensor& x, const Tensor& h_0 = {}, const Lengths& lengths = {},
                             Place at = Place::here());

 private:
  Pass pass(const Tensor& input, const RecurrentWeights& weights, const LSTMState& initial,
            const SequenceOptions& options) const override;
  Nonlinearity nonlinearity_;
};

// Three gates: reset, update, new (Cho et al. 2014, in PyTorch's form: engine/ops/rnn.hpp).
class GRU : public Recurrent {
 public:
  GRU(int64_t in, int64_t hidden, const RecurrentOptions& options = {},
      Random& random = default_random(), Place at = Place::here());
  RecurrentResult operator()(const Tensor& x, const Tensor& h_0 = {}, const Lengths& lengths = {},
                             Place at = Place::here());

 private:
  Pass pass(const Tensor& input, const RecurrentWeights& weights, const LSTMState& initial,
            const SequenceOptions& options) const override;
};

// Four gates, input, forget, cell, output, and a second state c (Hochreiter, Schmidhuber 1997).
class LSTM : public Recurrent {
 public:
  LSTM(int64_t in, int64_t hidden, const RecurrentOptions& options = {},
       Random& random = default_random(), Place at = Place::here());
  LSTMResult operator()(const Tensor& x, const LSTMState& initial = {}, const Lengths& lengths = {},
                        Place at = Place::here());

 private:
  Pass pass(const Tensor& input, const RecurrentWeights& weights, const LSTMState& initial,
            const SequenceOptions& options) const override;
};

}  // namespace heed::inline HEED_PRECISION
