// The simplest recurrence: one gate, which is the new state.

#include "engine/ops/rnn.hpp"

#include "engine/ops/recurrence.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::StepBackward, kernels::StepForward;

struct Tanh {
  static auto f(auto x) { return kernels::tanh(x); }
  static auto df(auto y) { return real(1) - y * y; }
};
struct Relu {
  static auto f(auto x) {  // NaN stays NaN
    return kernels::choose(x < decltype(x)(real(0)), decltype(x)(real(0)), x);
  }
  static auto df(auto y) {
    return kernels::choose(y > decltype(y)(real(0)), decltype(y)(real(1)), decltype(y)(real(0)));
  }
};

template <class F>
struct RnnCell {
  static constexpr int64_t kGates = 1, kStates = 1, kKept = 2;  // y, h
  static constexpr bool kCarries = false;

  static void forward(auto at, const StepForward& step) {
    const auto y = F::f(step.from_input(at, 0) + step.from_hidden(at, 0));
    step.keep(at, y);
    step.become(at, y);
  }
  static void backward(auto at, const StepBackward& step) {
    const auto da = step.dh(at) * F::df(step.saved(at, 0));
    step.put_product(at, da);
    step.put_input(at, da);
  }
};

}  // namespace

Tensor rnn(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh, const Tensor& h0,
           Nonlinearity f, const SequenceOptions& options, Place at) {
  const Op op("rnn", at);
  const std::vector<Tensor> operands{input, weight_hh, bias_hh, h0};
  return f == Nonlinearity::tanh ? recurrence<RnnCell<Tanh>>(op, operands, options)
                                 : recurrence<RnnCell<Relu>>(op, operands, options);
}

}  // namespace heed::inline HEED_PRECISION
