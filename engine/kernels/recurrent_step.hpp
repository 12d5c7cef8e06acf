// One step of a recurrence (RNN, LSTM, GRU): what a cell's formula reads and writes.
#pragma once

#include <cmath>

#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION::kernels {

inline auto sigmoid(auto x) {
  using std::exp, xsimd::exp;
  return real(1) / (real(1) + exp(-x));
}
inline auto tanh(auto x) {
  using std::tanh, xsimd::tanh;
  return tanh(x);
}

// Forward, for one sequence. Each pointer is to parts of `hidden` numbers, one a gate, or one a
// number kept; only states stand `stride` apart. `at` is a place in a part.
struct StepForward {
  int64_t hidden, stride;
  const real *input, *product, *bias;  // W_ih x + b_ih, W_hh h, b_hh
  real *states, *kept, *y;             // before the step, then after it; for backward; the result

  // What x says to a gate, and what h does, biases included; and state s before the step.
  auto from_input(auto at, int64_t gate) const { return at(input + gate * hidden); }
  auto from_hidden(auto at, int64_t gate) const {
    return at(product + gate * hidden) + at(bias + gate * hidden);
  }
  auto state(auto at, int64_t s) const { return at(states + s * stride); }
  // Keeps the values, and behind them the hidden state before the step.
  template <class Kind, class... Values>
  void keep(At<Kind> at, Values... values) const {
    real* part = kept;
    ((at.put({part, false}, values), part += hidden), ...);
    at.put({part, false}, state(at, 0));
  }
  // The states after the step; the first, h, is also its result.
  template <class Kind, class... Values>
  void become(At<Kind> at, Kind h, Values... others) const {
    at.put({y, false}, h);
    at.put({states, false}, h);
    real* part = states;
    ((part += stride, at.put({part, false}, others)), ...);
  }
};

// Backward. The gradient of the product W_hh h replaces what was kept, beside the h it was made of:
// the gradient of W_hh, over all steps, is one product of the two.
struct StepBackward {
  int64_t hidden, stride;
  const real* dy;
  real *dstates, *kept, *dproduct;
  Slot dinput;

  // Value i of those that forward kept.
  auto saved(auto at, int64_t i) const { return at(kept + i * hidden); }
  auto dh(auto at) const { return at(dy) + at(dstates); }  // from the result, and from later steps
  // The gradient of state s that later steps made.
  auto dstate(auto at, int64_t s) const { return at(dstates + s * stride); }
  // The gradients of W_hh h + b_hh, one a gate; and of W_ih x + b_ih, if it needs one.
  template <class Kind, class... Values>
  void put_product(At<Kind> at, Values... gates) const {
    int64_t i = 0;
    ((at.put({dproduct + i, false}, gates), at.put({kept + i, false}, gates), i += hidden), ...);
  }
  template <class Kind, class... Values>
  void put_input(At<Kind> at, Values... gates) const {
    if (!dinput) return;
    int64_t i = 0;
    ((at.put(from_number(i, dinput), gates), i += hidden), ...);
  }
  // That of state s before the step, but for what goes through W_hh h.
  template <class Kind>
  void put_state(At<Kind> at, int64_t s, Kind value) const {
    at.put({dstates + s * stride, false}, value);
  }
};

}  // namespace heed::inline HEED_PRECISION::kernels
