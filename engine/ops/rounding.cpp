// Each operation is a record, as in activation.cpp; those that are made of steps have no slope.

#include "engine/ops/rounding.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "engine/kernels/sign.hpp"
#include "engine/ops/unary.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs, std::floor, xsimd::floor, std::nearbyint, xsimd::nearbyint;

struct Abs : FromInput {
  static auto f(auto x) { return abs(x); }
  static auto df(auto x) { return kernels::sign(x); }
};

struct Clip : FromInput {
  real min, max;  // NaN where there is no limit: no number is below it or above
  auto f(auto x) const {
    using Kind = decltype(x);
    const Kind raised = choose(x < Kind(min), Kind(min), x);
    return choose(raised > Kind(max), Kind(max), raised);
  }
  auto df(auto x) const {
    using Kind = decltype(x);
    const Kind zero(real(0)), one(real(1));
    return choose(x <= Kind(min), zero, choose(x >= Kind(max), zero, one));
  }
};

// A step's gradient is 0, whatever the result's: not 0 times it, which may be infinite.
template <class F>
Tensor steps(const char* name, const Tensor& x, Place at, F f) {
  const Op op(name, at);
  Tensor y = empty(x.shape(), at);
  kernels::map(x.numel(), f, {y.mutable_data(), false}, x.data());
  return op.record(y, {x}, [](Backward& step) { step.add_to(0); });
}

}  // namespace

Tensor abs(const Tensor& x, Place at) { return unary<Abs>("abs", x, at); }

Tensor sign(const Tensor& x, Place at) {
  return steps("sign", x, at, [](auto v) { return kernels::sign(v); });
}

Tensor floor(const Tensor& x, Place at) {
  // -0 stays, which xsimd loses without SSE4.1
  return steps("floor", x, at,
               [](auto v) { return choose(v == decltype(v)(real(0)), v, floor(v)); });
}

Tensor round(const Tensor& x, Place at) {
  return steps("round", x, at, [](auto v) { return nearbyint(v); });
}

Tensor clip(const Tensor& x, std::optional<double> min, std::optional<double> max, Place at) {
  const Op op("clip", at);
  if (!min && !max)
    throw ValueError(op.explain("there is no limit", {{"x", x.shape()}}, "give min, max, or both"));
  for (const auto& [name, limit] : {std::pair("min", min), std::pair("max", max)})
    if (limit && std::isnan(*limit))
      throw ValueError(op.explain(std::string(name) + " is NaN", {{"x", x.shape()}},
                                  "no number is below it or above: leave it out"));
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return unary(op, x, Clip{{}, real(min.value_or(none)), real(max.value_or(none))});
}

}  // namespace heed::inline HEED_PRECISION
