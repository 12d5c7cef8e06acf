// Relatives of relu that have a parameter; records as in activation.cpp.

#include <cmath>
#include <limits>
#include <string>

#include "engine/ops/activation.hpp"
#include "engine/ops/unary.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs, std::exp, xsimd::exp, std::expm1, xsimd::expm1, std::log1p,
    xsimd::log1p;

struct LeakyRelu : FromInput {
  real slope;
  auto f(auto x) const { return choose(x > decltype(x)(real(0)), x, slope * x); }
  auto df(auto x) const {
    using Kind = decltype(x);
    return choose(x > Kind(real(0)), Kind(real(1)), Kind(slope));
  }
};

// expm1(x) is e^x - 1 with all its digits, where e^x is close to 1
struct Elu : FromInput {
  real alpha;
  auto f(auto x) const { return choose(x < decltype(x)(real(0)), alpha * expm1(x), x); }
  auto df(auto x) const {
    using Kind = decltype(x);
    return choose(x > Kind(real(0)), Kind(real(1)), alpha * exp(x));
  }
};

// log(1 + e^z) is max(z, 0) + log(1 + e^-|z|), in which nothing overflows.
struct Softplus : FromInput {
  real beta, threshold;
  auto f(auto x) const {
    using Kind = decltype(x);
    const Kind z = beta * x, zero(real(0));
    const Kind curve = choose(z > zero, z, zero) + log1p(exp(-abs(z)));
    return choose(z > Kind(threshold), x, curve / beta);
  }
  auto df(auto x) const {
    using Kind = decltype(x);
    const Kind z = beta * x;
    return choose(z > Kind(threshold), Kind(real(1)), real(1) / (real(1) + exp(-z)));
  }
};

void check_finite(const Op& op, const std::string& name, double value, const Tensor& x) {
  if (!(std::abs(value) <= double(std::numeric_limits<real>::max())))
    throw ValueError(op.explain(name + " is " + std::to_string(value), {{"x", x.shape()}},
                                "needs a finite number"));
}

}  // namespace

Tensor leaky_relu(const Tensor& x, double slope, Place at) {
  const Op op("leaky_relu", at);
  check_finite(op, "slope", slope, x);
  return unary(op, x, LeakyRelu{{}, real(slope)});
}

Tensor elu(const Tensor& x, double alpha, Place at) {
  const Op op("elu", at);
  check_finite(op, "alpha", alpha, x);
  return unary(op, x, Elu{{}, real(alpha)});
}

Tensor softplus(const Tensor& x, double beta, double threshold, Place at) {
  const Op op("softplus", at);
  check_finite(op, "beta", beta, x);
  if (real(beta) == 0)
    throw ValueError(
        op.explain("beta is 0", {{"x", x.shape()}}, "log(1 + e^(beta x)) is divided by it"));
  if (std::isnan(threshold))
    throw ValueError(op.explain("threshold is NaN", {{"x", x.shape()}},
                                "no beta x is above it or below: give a number"));
  return unary(op, x, Softplus{{}, real(beta), real(threshold)});
}

}  // namespace heed::inline HEED_PRECISION
