// What all recurrences do the same: how their steps begin and end, and the gradient of the weight.

#include "engine/kernels/recurrence.hpp"

#include "engine/kernels/layer_gradients.hpp"
#include "engine/kernels/parallel_sum.hpp"

namespace heed::inline HEED_PRECISION::kernels {

void begin_steps(const Recurrence& r, const SequenceGroup& group, const RecurrentOperands& in,
                 real* states, real* kept, real* y) {
  for (int64_t i = 0; i < group.size(); ++i) {
    const int64_t b = group[i], padding = r.sequences.time - r.sequences.lengths[b];
    for (int64_t s = 0; s < r.states; ++s) {
      real* state = states + (i * r.states + s) * r.stride();
      if (in.initial[s])
        std::copy_n(in.initial[s] + b * r.hidden, r.hidden, state);
      else
        std::fill_n(state, r.hidden, real(0));
    }
    std::fill_n(y + r.y_at(b, r.sequences.time - padding), padding * r.hidden, real(0));
    if (r.kept_steps == r.sequences.time)
      std::fill_n(kept + r.kept_at(b, r.sequences.time - padding), padding * r.kept * r.hidden,
                  real(0));
  }
}

void end_steps(const Recurrence& r, const SequenceGroup& group, const real* states, real* y) {
  if (r.states < 2) return;
  for (int64_t i = 0; i < group.size(); ++i)
    std::copy_n(states + (i * 2 + 1) * r.stride(), r.hidden,
                y + r.y_at(group[i], r.sequences.time));
}

void begin_steps_back(const Recurrence& r, const SequenceGroup& group, const real* dy,
                      real* dstates) {
  if (r.states < 2) return;
  for (int64_t i = 0; i < group.size(); ++i)
    std::copy_n(dy + r.y_at(group[i], r.sequences.time), r.hidden,
                dstates + (i * 2 + 1) * r.stride());
}

void end_steps_back(const Recurrence& r, const SequenceGroup& group, const real* dstates,
                    const RecurrentGradients& to) {
  for (int64_t s = 0; s < r.states; ++s)
    for (int64_t i = 0; i < group.size(); ++i)
      put(from_number(group[i] * r.hidden, to.initial[s]),
          dstates + (i * r.states + s) * r.stride(), r.hidden);
  if (!to.input || to.input.add) return;
  for (int64_t i = 0; i < group.size(); ++i) {
    const int64_t b = group[i], length = r.sequences.lengths[b];
    std::fill_n(to.input.data + r.input_at(b, length),
                (r.sequences.time - length) * r.gates * r.hidden, real(0));
  }
}

// Over all steps, dW = sum of dproduct^T h, h before the step: one product. In `kept` the two stand
// in one row; those of padding are zeros.
void weights_backward(const Recurrence& r, const real* kept, const RecurrentGradients& to) {
  const int64_t rows = r.rows(), columns = r.gates * r.hidden;
  const int64_t stride = r.kept * r.hidden;
  layer_gradients(rows, r.hidden, columns, {kept + stride - r.hidden, stride}, {kept, stride},
                  to.weight, to.bias);
}

}  // namespace heed::inline HEED_PRECISION::kernels
