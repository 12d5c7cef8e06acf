// Each operation is a record: f, and under it df, its derivative in terms of what it saves, the
// input or the result. `unary` does everything else.

#include "engine/ops/activation.hpp"

#include <cmath>
#include <numbers>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;

template <class Formula>
Tensor unary(const char* name, const Tensor& x, Place at) {
  const Op op(name, at);
  Tensor y = empty(x.shape(), at);
  kernels::map(
      x.numel(), [](auto v) { return Formula::f(v); }, {y.mutable_data(), false}, x.data());
  return op.record(y, {x}, [saved = Saved(Formula::saves_input ? x : y)](Backward& step) {
    const real* values = step.get(saved);
    kernels::map(
        step.size(), [](auto v, auto dy) { return dy * Formula::df(v); },  // dx += dy f'
        step.dx(0), values, step.dy());
  });
}

struct FromInput {
  static constexpr bool saves_input = true;
};
struct FromResult {
  static constexpr bool saves_input = false;
};

// Each formula is compiled twice: for one number, and for a SIMD register of them.
using std::erf, xsimd::erf, std::exp, xsimd::exp, std::log, xsimd::log, std::sqrt, xsimd::sqrt,
    std::tanh, xsimd::tanh;

struct Neg : FromResult {
  static auto f(auto x) { return real(-1) * x; }  // 0 becomes -0, which 0 - x would not
  static auto df(auto y) { return decltype(y)(real(-1)); }
};

struct Exp : FromResult {
  static auto f(auto x) { return exp(x); }
  static auto df(auto y) { return y; }
};

struct Log : FromInput {
  static auto f(auto x) { return log(x); }
  static auto df(auto x) { return real(1) / x; }
};

struct Sqrt : FromResult {
  static auto f(auto x) { return sqrt(x); }
  static auto df(auto y) { return real(0.5) / y; }
};

struct Tanh : FromResult {
  static auto f(auto x) { return tanh(x); }
  static auto df(auto y) { return real(1) - y * y; }
};

struct Sigmoid : FromResult {
  static auto f(auto x) { return real(1) / (real(1) + exp(-x)); }
  static auto df(auto y) { return y * (real(1) - y); }
};

struct Relu : FromResult {
  static auto f(auto x) {  // asks for x < 0, which NaN is not: NaN stays NaN
    return choose(x < decltype(x)(real(0)), decltype(x)(real(0)), x);
  }
  static auto df(auto y) {
    return choose(y > decltype(y)(real(0)), decltype(y)(real(1)), decltype(y)(real(0)));
  }
};

// gelu(x) = x Phi(x),  Phi(x) = (1 + erf(x / sqrt 2)) / 2,  gelu' = Phi(x) + x phi(x)
struct GeluExact : FromInput {
  static constexpr real inv_sqrt2 = real(1 / std::numbers::sqrt2);
  static constexpr real inv_sqrt_2pi = real(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
  static auto Phi(auto x) { return real(0.5) * (real(1) + erf(x * inv_sqrt2)); }
  static auto f(auto x) { return x * Phi(x); }
  static auto df(auto x) { return Phi(x) + x * inv_sqrt_2pi * exp(real(-0.5) * x * x); }
};

// gelu(x) = x/2 (1 + tanh u),  u = sqrt(2/pi) (x + 0.044715 x^3)
struct GeluTanh : FromInput {
  static constexpr real k = real(std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
  static constexpr real c = real(0.044715);
  static auto f(auto x) { return real(0.5) * x * (real(1) + tanh(k * (x + c * x * x * x))); }
  static auto df(auto x) {
    auto t = tanh(k * (x + c * x * x * x));
    auto du = k * (real(1) + real(3) * c * x * x);
    return real(0.5) * (real(1) + t) + real(0.5) * x * (real(1) - t * t) * du;
  }
};

}  // namespace

Tensor neg(const Tensor& x, Place at) { return unary<Neg>("neg", x, at); }
Tensor exp(const Tensor& x, Place at) { return unary<Exp>("exp", x, at); }
Tensor log(const Tensor& x, Place at) { return unary<Log>("log", x, at); }
Tensor sqrt(const Tensor& x, Place at) { return unary<Sqrt>("sqrt", x, at); }
Tensor tanh(const Tensor& x, Place at) { return unary<Tanh>("tanh", x, at); }
Tensor sigmoid(const Tensor& x, Place at) { return unary<Sigmoid>("sigmoid", x, at); }
Tensor relu(const Tensor& x, Place at) { return unary<Relu>("relu", x, at); }

Tensor gelu(const Tensor& x, Gelu form, Place at) {
  return form == Gelu::exact ? unary<GeluExact>("gelu", x, at) : unary<GeluTanh>("gelu", x, at);
}

}  // namespace heed::inline HEED_PRECISION
