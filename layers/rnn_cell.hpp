// RNNCell, LSTMCell, GRUCell: one step of a recurrence, for whoever decides between steps.
#pragma once

#include <string>

#include "engine/ops/rnn.hpp"
#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// What a recurrence of one direction learns, under PyTorch's names. It has G gates, side by side in
// PyTorch's order; see engine/ops/rnn.hpp for the formulas. All begin uniform in ±1/√H.
struct RecurrentWeights {
  Tensor weight_ih;  // (G H, in)
  Tensor weight_hh;  // (G H, H)
  Tensor bias_ih;    // (G H), or absent
  Tensor bias_hh;    // (G H), or absent

  // `gates` is G, `hidden` H; without `bias` both are absent.
  RecurrentWeights(int64_t gates, int64_t in, int64_t hidden, bool bias, Random& random);
  // Shows them as "weight_ih", …, and `suffix`.
  void show_to(const Visitor& show, const std::string& suffix = "");
};

// A step of RNN: x (B, in) and h (B, H), zeros if not given -> the next h (B, H).
struct RNNCell : Module, RecurrentWeights {
  Nonlinearity nonlinearity;

  // `hidden` is H. ValueError for a size below 1.
  RNNCell(int64_t in, int64_t hidden, bool bias = true,
          Nonlinearity nonlinearity = Nonlinearity::tanh, Random& random = default_random(),
          Place at = Place::here());
  Tensor operator()(const Tensor& x, const Tensor& h = {}, Place at = Place::here());
  void visit(const Visitor& show) override { show_to(show); }
};

// A step of GRU, likewise.
struct GRUCell : Module, RecurrentWeights {
  GRUCell(int64_t in, int64_t hidden, bool bias = true, Random& random = default_random(),
          Place at = Place::here());
  Tensor operator()(const Tensor& x, const Tensor& h = {}, Place at = Place::here());
  void visit(const Visitor& show) override { show_to(show); }
};

// What an LSTM hands from step to step, (B, H) each; of a whole LSTM, (layers D, B, H).
struct LSTMState {
  Tensor h, c;
};
// A step of LSTM: x (B, in) and both states, zeros if not given -> the next ones.
struct LSTMCell : Module, RecurrentWeights {
  LSTMCell(int64_t in, int64_t hidden, bool bias = true, Random& random = default_random(),
           Place at = Place::here());
  LSTMState operator()(const Tensor& x, const LSTMState& state = {}, Place at = Place::here());
  void visit(const Visitor& show) override { show_to(show); }
};

}  // namespace heed::inline HEED_PRECISION
