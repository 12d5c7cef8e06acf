// Recurrence: an RNN, a GRU or an LSTM, chosen when it is built.
#pragma once

#include <variant>

#include "layers/rnn.hpp"

namespace heed::inline HEED_PRECISION {

// Which of the three (engine/ops/rnn.hpp has their formulas).
enum class Cell { rnn, gru, lstm };

// One layer of the chosen kind, called like any of the three. Only an LSTM reads and gives a c.
class Recurrence : public Module {
 public:
  // ValueError for a size below 1.
  Recurrence(Cell cell, int64_t in, int64_t hidden, bool bidirectional = false,
             Random& random = default_random(), Place at = Place::here());
  // x (B, T, in) -> output (B, T, D H), h_n and c_n (D, B, H); c_n undefined but for the LSTM.
  LSTMResult operator()(const Tensor& x, const LSTMState& initial = {},
                        const std::optional<Indices>& lengths = {}, Place at = Place::here());
  void visit(const Visitor& show) override;

 private:
  std::variant<std::monostate, RNN, GRU, LSTM> net_;
};

}  // namespace heed::inline HEED_PRECISION
