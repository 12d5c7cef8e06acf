// Operations without parameters. Each is a record: f, and under it df, its derivative in terms of
// what it saves, the input or the result. `unary` does everything else.

#include "engine/ops/activation.hpp"

#include <cmath>
#include <numbers>

#include "engine/kernels/activation.hpp"
#include "engine/ops/unary.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose, kernels::not_below, kernels::within;

// Each formula is compiled twice: for one number, and for a SIMD register of them.
using std::abs, xsimd::abs, std::cos, xsimd::cos, std::erf, xsimd::erf, std::exp, xsimd::exp,
    std::expm1, xsimd::expm1, std::log, xsimd::log, std::log1p, xsimd::log1p, std::sin, xsimd::sin,
    std::sqrt, xsimd::sqrt, std::tanh, xsimd::tanh;

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

struct Sin : FromInput {
  static auto f(auto x) { return sin(x); }
  static auto df(auto x) { return cos(x); }
};

struct Cos : FromInput {
  static auto f(auto x) { return cos(x); }
  static auto df(auto x) { return -sin(x); }
};

struct Erf : FromInput {
  static auto f(auto x) { return erf(x); }
  static auto df(auto x) { return real(2 * std::numbers::inv_sqrtpi) * exp(-x * x); }
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
  static auto f(auto x) { return kernels::not_negative(x); }
  static auto df(auto y) {
    return choose(y > decltype(y)(real(0)), decltype(y)(real(1)), decltype(y)(real(0)));
  }
};

// silu(x) = x s,  silu' = s (1 + x (1 - s)),  s = sigmoid(x)
struct Silu : FromInput {
  static auto f(auto x) { return not_below(x) * Sigmoid::f(x); }
  static auto df(auto x) {
    const auto s = Sigmoid::f(x);
    return s * (real(1) + within(x) * (real(1) - s));
  }
};

struct GeluExact : FromInput, kernels::ExactGelu {};

// gelu(x) = x/2 (1 + tanh u),  u = sqrt(2/pi) (x + 0.044715 x^3)
struct GeluTanh : FromInput {
  static constexpr real k = real(std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
  static constexpr real c = real(0.044715);
  static auto f(auto x) {
    return real(0.5) * not_below(x) * (real(1) + tanh(k * (x + c * x * x * x)));
  }
  static auto df(auto all) {
    auto x = within(all);
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
Tensor sin(const Tensor& x, Place at) { return unary<Sin>("sin", x, at); }
Tensor cos(const Tensor& x, Place at) { return unary<Cos>("cos", x, at); }
Tensor erf(const Tensor& x, Place at) { return unary<Erf>("erf", x, at); }
Tensor tanh(const Tensor& x, Place at) { return unary<Tanh>("tanh", x, at); }
Tensor sigmoid(const Tensor& x, Place at) { return unary<Sigmoid>("sigmoid", x, at); }
Tensor relu(const Tensor& x, Place at) { return unary<Relu>("relu", x, at); }
Tensor silu(const Tensor& x, Place at) { return unary<Silu>("silu", x, at); }

Tensor gelu(const Tensor& x, Gelu form, Place at) {
  return form == Gelu::exact ? unary<GeluExact>("gelu", x, at) : unary<GeluTanh>("gelu", x, at);
}

}  // namespace heed::inline HEED_PRECISION
