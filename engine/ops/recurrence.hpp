// What the recurrent operations share: their checks, and the front door behind their front doors.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/kernels/recurrence.hpp"
#include "engine/ops/rnn.hpp"

namespace heed::inline HEED_PRECISION {

// The sequences (B, T, ..) of x. ShapeError, ValueError if the lengths do not fit.
kernels::Sequences checked_sequences(const Op& op, const Tensor& x, const SequenceOptions& options);

// input, weight_hh, bias_hh, h0, and c0 if the cell has one; the last three may be undefined.
void check_recurrence(const Op& op, int64_t gates, const std::vector<Tensor>& operands);

// The operation that a Cell's formula makes of checked operands: y as a kernels::Recurrence has it.
template <class Cell>
Tensor recurrence(const Op& op, const std::vector<Tensor>& operands,
                  const SequenceOptions& options) {
  check_recurrence(op, Cell::kGates, operands);
  const bool backward =
      grad_enabled() && std::any_of(operands.begin(), operands.end(), [](const Tensor& x) {
        return x.defined() && x.requires_grad();
      });
  const kernels::Sequences sequences = checked_sequences(op, operands[0], options);
  const kernels::Recurrence r{.sequences = sequences,
                              .hidden = operands[1].size(1),
                              .gates = Cell::kGates,
                              .states = Cell::kStates,
                              .kept = Cell::kKept,
                              .kept_steps = backward ? sequences.time : 1};
  Tensor y = empty({sequences.count, sequences.time + r.states - 1, r.hidden}, op.at());
  const Buffer kept = Buffer::uninitialized(r.kept_size());
  const auto numbers = [&](size_t i) {
    return i < operands.size() && operands[i].defined() ? operands[i].data() : nullptr;
  };
  const Tensor bias = operands[2].defined() ? operands[2] : zeros({r.gates * r.hidden});
  kernels::recurrence_forward<Cell>(r,
                                    {numbers(0), numbers(1), bias.data(), {numbers(3), numbers(4)}},
                                    kept.data(), y.mutable_data());
  return op.record(y, operands, [r, kept, saved = Saved(operands[1])](Backward& step) {
    const real* weight = step.get(saved);
    const Slot dinput = step.dx(0), dh = step.dx(3), dc = r.states > 1 ? step.dx(4) : Slot();
    kernels::recurrence_backward<Cell>(r, weight, step.dy(), kept.data(),
                                       {dinput, {dh, dc}, step.dx(1), step.dx(2)});
  });
}

}  // namespace heed::inline HEED_PRECISION
