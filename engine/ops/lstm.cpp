// LSTM: gates write to a memory c, let it fade, and read it.

#include "engine/ops/recurrence.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

struct LstmCell {
  static constexpr int64_t kGates = 4, kStates = 2, kKept = 7;  // i, f, g, o, tanh(c'), c, h
  static constexpr bool kCarries = false;

  // c' = f c + i g, h' = o tanh(c')
  static void forward(auto at, const kernels::StepForward& step) {
    const auto i = kernels::sigmoid(step.from_input(at, 0) + step.from_hidden(at, 0));
    const auto f = kernels::sigmoid(step.from_input(at, 1) + step.from_hidden(at, 1));
    const auto g = kernels::tanh(step.from_input(at, 2) + step.from_hidden(at, 2));
    const auto o = kernels::sigmoid(step.from_input(at, 3) + step.from_hidden(at, 3));
    const auto c = step.state(at, 1), after = f * c + i * g, seen = kernels::tanh(after);
    step.keep(at, i, f, g, o, seen, c);
    step.become(at, o * seen, after);
  }
  // di, df, dg, do are of what stands inside the sigmoids and the tanh.
  static void backward(auto at, const kernels::StepBackward& step) {
    const auto i = step.saved(at, 0), f = step.saved(at, 1), g = step.saved(at, 2);
    const auto o = step.saved(at, 3), seen = step.saved(at, 4), c = step.saved(at, 5);
    const auto dh = step.dh(at), dc = step.dstate(at, 1) + dh * o * (real(1) - seen * seen);
    const auto di = dc * g * i * (real(1) - i);
    const auto df = dc * c * f * (real(1) - f);
    const auto dg = dc * i * (real(1) - g * g);
    const auto do_ = dh * seen * o * (real(1) - o);
    step.put_product(at, di, df, dg, do_);
    step.put_input(at, di, df, dg, do_);
    step.put_state(at, 1, dc * f);
  }
};

}  // namespace

Tensor lstm(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh, const Tensor& h0,
            const Tensor& c0, const SequenceOptions& options, Place at) {
  return recurrence<LstmCell>(Op("lstm", at), {input, weight_hh, bias_hh, h0, c0}, options);
}

}  // namespace heed::inline HEED_PRECISION
