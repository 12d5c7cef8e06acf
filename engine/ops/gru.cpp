// GRU: z says how much of the old state stays, r how much of it the new one sees.

#include "engine/ops/recurrence.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

struct GruCell {
  static constexpr int64_t kGates = 3, kStates = 1, kKept = 5;  // r, z, n, m, h
  static constexpr bool kCarries = true;

  // m is what the old state says to n, before r: n = tanh(W_in x + b_in + r m), h' = (1 - z) n + z
  // h
  static void forward(auto at, const kernels::StepForward& step) {
    const auto r = kernels::sigmoid(step.from_input(at, 0) + step.from_hidden(at, 0));
    const auto z = kernels::sigmoid(step.from_input(at, 1) + step.from_hidden(at, 1));
    const auto m = step.from_hidden(at, 2);
    const auto n = kernels::tanh(step.from_input(at, 2) + r * m);
    step.keep(at, r, z, n, m);
    step.become(at, n + z * (step.state(at, 0) - n));
  }
  // dr, dz, dn are of what stands inside the sigmoids and the tanh.
  static void backward(auto at, const kernels::StepBackward& step) {
    const auto r = step.saved(at, 0), z = step.saved(at, 1), n = step.saved(at, 2);
    const auto m = step.saved(at, 3), h = step.saved(at, 4), dh = step.dh(at);
    const auto dn = dh * (real(1) - z) * (real(1) - n * n);
    const auto dz = dh * (h - n) * z * (real(1) - z);
    const auto dr = dn * m * r * (real(1) - r);
    step.put_product(at, dr, dz, dn * r);
    step.put_input(at, dr, dz, dn);
    step.put_state(at, 0, dh * z);
  }
};

}  // namespace

Tensor gru(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh, const Tensor& h0,
           const SequenceOptions& options, Place at) {
  return recurrence<GruCell>(Op("gru", at), {input, weight_hh, bias_hh, h0}, options);
}

}  // namespace heed::inline HEED_PRECISION
