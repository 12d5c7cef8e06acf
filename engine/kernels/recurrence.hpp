// A recurrence over whole sequences (RNN, LSTM, GRU): all its steps, and the walk back through
// them.
#pragma once

#include "engine/kernels/gemm.hpp"
#include "engine/kernels/recurrent_step.hpp"
#include "engine/kernels/sequences.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// What a recurrence is made of, and where it stands. The result y is (B, T, H), h after each step
// and 0 behind a sequence's end; if there is a second state, c, its last value follows: (B, T + 1,
// H).
struct Recurrence {
  Sequences sequences;
  int64_t hidden;      // H
  int64_t gates;       // G, of H numbers each, are what the products make
  int64_t states;      // go from step to step, H numbers each: h; or h and c
  int64_t kept;        // parts of H numbers that a step keeps for backward; the last is h before it
  int64_t kept_steps;  // T; or 1 where there will be no backward: each writes over the one before

  int64_t rows() const { return sequences.count * sequences.time; }  // of all steps together
  int64_t stride() const { return round_to_width(hidden); }  // from state to state of a sequence
  // How many numbers are kept for backward. And where among them, in input (B, T, G H) and in y,
  // step t of sequence b begins.
  int64_t kept_size() const { return sequences.count * kept_steps * kept * hidden; }
  int64_t kept_at(int64_t b, int64_t t) const {
    return (b * kept_steps + (kept_steps > 1 ? t : 0)) * kept * hidden;
  }
  int64_t input_at(int64_t b, int64_t t) const { return (b * sequences.time + t) * gates * hidden; }
  int64_t y_at(int64_t b, int64_t t) const {
    return (b * (sequences.time + states - 1) + t) * hidden;
  }
  // Runs body(group) for all sequences, in groups over the threads: they do not wait for each other
  // between steps.
  template <class Body>
  void each_group(const Body& body) const {
    const int64_t work = sequences.time * gates * hidden * hidden + 1;
    parallel_for(sequences.count, kGrain * kTileRows / work + kTileRows,
                 [&](int64_t begin, int64_t end) { body(SequenceGroup(sequences, begin, end)); });
  }
};

// The arrays that a recurrence reads.
struct RecurrentOperands {
  const real *input, *weight, *bias;  // (B, T, G H), (G H, H), (G H) or null
  const real* initial[2];             // (B, H) each, or null: zeros
};
struct RecurrentGradients {  // in the order in which they are written
  Slot input, initial[2], weight, bias;
};

// The states that a group begins with, and zeros in the padding.
void begin_steps(const Recurrence& r, const SequenceGroup& group, const RecurrentOperands& in,
                 real* states, real* kept, real* y);
// c, if there is one, to where it belongs in y; backward from there.
void end_steps(const Recurrence& r, const SequenceGroup& group, const real* states, real* y);
void begin_steps_back(const Recurrence& r, const SequenceGroup& group, const real* dy,
                      real* dstates);
// The gradients of the initial states, and zeros in that of the padding.
void end_steps_back(const Recurrence& r, const SequenceGroup& group, const real* dstates,
                    const RecurrentGradients& to);
// Those of weight and bias, from what backward's steps left in `kept`.
void weights_backward(const Recurrence& r, const real* kept, const RecurrentGradients& to);

// A Cell is one step's formula, for a number and for a register of them: forward(at, StepForward),
// and under it backward(at, StepBackward).
template <class Cell>
void recurrence_forward(const Recurrence& r, const RecurrentOperands& in, real* kept, real* y) {
  const int64_t columns = r.gates * r.hidden, state_row = r.states * r.stride();
  const Factor weight(r.rows(), columns, r.hidden, {in.weight, r.hidden, true});
  r.each_group([&](const SequenceGroup& group) {
    const Buffer states = Buffer::uninitialized(group.size() * state_row);
    const Buffer products = Buffer::uninitialized(group.size() * columns);
    begin_steps(r, group, in, states.data(), kept, y);
    for (int64_t k = 0; k < group.steps(); ++k) {
      const int64_t rows = group.running(k);
      weight.multiply(rows, {states.data(), state_row}, {products.data(), false}, columns);
      for (int64_t i = 0; i < rows; ++i) {
        const int64_t b = group[i], t = r.sequences.place(b, k);
        const StepForward step{.hidden = r.hidden,
                               .stride = r.stride(),
                               .input = in.input + r.input_at(b, t),
                               .product = products.data() + i * columns,
                               .bias = in.bias,
                               .states = states.data() + i * state_row,
                               .kept = kept + r.kept_at(b, t),
                               .y = y + r.y_at(b, t)};
        each_in_row(r.hidden, [&](auto at) { Cell::forward(at, step); });
      }
    }
    end_steps(r, group, states.data(), y);
  });
}

template <class Cell>
void recurrence_backward(const Recurrence& r, const real* w, const real* dy, real* kept,
                         const RecurrentGradients& to) {
  const int64_t columns = r.gates * r.hidden, state_row = r.states * r.stride();
  const Factor weight(r.rows(), r.hidden, columns, {w, r.hidden});
  r.each_group([&](const SequenceGroup& group) {
    const Buffer dstates = Buffer::zeros(group.size() * state_row);
    const Buffer dproducts = Buffer::uninitialized(group.size() * columns);
    begin_steps_back(r, group, dy, dstates.data());
    for (int64_t k = group.steps() - 1; k >= 0; --k) {
      const int64_t rows = group.running(k);
      for (int64_t i = 0; i < rows; ++i) {
        const int64_t b = group[i], t = r.sequences.place(b, k);
        const StepBackward step{.hidden = r.hidden,
                                .stride = r.stride(),
                                .dy = dy + r.y_at(b, t),
                                .dstates = dstates.data() + i * state_row,
                                .kept = kept + r.kept_at(b, t),
                                .dproduct = dproducts.data() + i * columns,
                                .dinput = from_number(r.input_at(b, t), to.input)};
        each_in_row(r.hidden, [&](auto at) { Cell::backward(at, step); });
      }
      if (k > 0 || to.initial[0])  // the product was h W^T: dh gets dproduct W
        weight.multiply(rows, {dproducts.data(), columns}, {dstates.data(), Cell::kCarries},
                        state_row);
    }
    end_steps_back(r, group, dstates.data(), to);
  });
  weights_backward(r, kept, to);
}

}  // namespace heed::inline HEED_PRECISION::kernels
