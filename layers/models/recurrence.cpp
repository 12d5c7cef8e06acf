// Recurrence: an RNN, a GRU or an LSTM, chosen when it is built.

#include "layers/models/recurrence.hpp"

namespace heed::inline HEED_PRECISION {

Recurrence::Recurrence(Cell cell, int64_t in, int64_t hidden, bool bidirectional, Random& random,
                       Place at) {
  const RecurrentOptions options{.bidirectional = bidirectional};
  if (cell == Cell::rnn) net_.emplace<RNN>(in, hidden, options, Nonlinearity::tanh, random, at);
  if (cell == Cell::gru) net_.emplace<GRU>(in, hidden, options, random, at);
  if (cell == Cell::lstm) net_.emplace<LSTM>(in, hidden, options, random, at);
}

LSTMResult Recurrence::operator()(const Tensor& x, const LSTMState& initial,
                                  const std::optional<Indices>& lengths, Place at) {
  const Running here(*this, at);
  if (LSTM* lstm = std::get_if<LSTM>(&net_)) return (*lstm)(x, initial, lengths);
  RNN* rnn = std::get_if<RNN>(&net_);
  const RecurrentResult y =
      rnn ? (*rnn)(x, initial.h, lengths) : std::get<GRU>(net_)(x, initial.h, lengths);
  return {y.output, y.h_n, {}};
}

void Recurrence::visit(const Visitor& show) {
  if (RNN* rnn = std::get_if<RNN>(&net_)) show.child("rnn", *rnn);
  if (GRU* gru = std::get_if<GRU>(&net_)) show.child("gru", *gru);
  if (LSTM* lstm = std::get_if<LSTM>(&net_)) show.child("lstm", *lstm);
}

}  // namespace heed::inline HEED_PRECISION
