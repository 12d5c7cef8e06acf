// norm. Each kind is a record: the term that is summed, the root of the sum, and the slope, the
// norm's derivative by one of its numbers.

#include <cmath>
#include <limits>

#include "engine/kernels/sign.hpp"
#include "engine/kernels/terms.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/reduced.hpp"
#include "engine/ops/rounding.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose;
using std::abs, xsimd::abs, std::pow, xsimd::pow, std::sqrt, xsimd::sqrt;

// u^e for u >= 0, also where u is 0: there xsimd gives 0 for all e.
auto power(auto u, real e) {
  using Kind = decltype(u);
  const Kind zero(real(0)), of_zero(e < 0 ? std::numeric_limits<real>::infinity() : real(0));
  return choose(u == zero, of_zero, pow(u, Kind(e)));
}

struct Nonzero {  // p = 0: how many there are
  static auto term(auto v) {
    using Kind = decltype(v);
    return choose(v == v, choose(v == Kind(real(0)), Kind(real(0)), Kind(real(1))), v);
  }
  static auto root(auto sum) { return sum; }
  static auto slope(auto v, auto) { return decltype(v)(real(0)); }
};

struct Manhattan {  // p = 1
  static auto term(auto v) { return abs(v); }
  static auto root(auto sum) { return sum; }
  static auto slope(auto v, auto) { return kernels::sign(v); }
};

struct Euclid {  // p = 2
  static auto term(auto v) { return v * v; }
  static auto root(auto sum) { return sqrt(sum); }
  static auto slope(auto v, auto y) {
    const auto zero = decltype(v)(real(0));
    return choose(y == zero, zero, v / y);
  }
};

struct General {
  real p;
  auto term(auto v) const { return power(abs(v), p); }
  auto root(auto sum) const { return power(sum, real(1) / p); }
  auto slope(auto v, auto y) const {  // sign(v) (|v| / y)^(p - 1)
    const auto zero = decltype(v)(real(0));
    const auto any = kernels::sign(v) * power(abs(v) / y, p - real(1));
    return choose(v == zero, zero, choose(y == zero, zero, any));
  }
};

template <class Kind>
Tensor norm_of(const Op& op, const Kind& kind, const Tensor& x, const Reduced& reduced,
               bool keepdim) {
  Tensor y = empty(reduced.result(keepdim), op.at());
  real* out = y.mutable_data();
  const auto term = [kind](auto v, auto) { return kind.term(v); };
  kernels::sum_terms(x.shape(), reduced.kept, term, x.data(), x.data(), out);
  kernels::map(
      y.numel(), [kind](auto sum) { return kind.root(sum); }, {out, false}, out);
  const auto rule = [kind, shape = x.shape(), groups = reduced.kept, x = Saved(x),
                     y = Saved(y)](Backward& step) {
    const real *px = step.get(x), *py = step.get(y);
    const auto part = [kind](auto v, auto length, auto d) { return d * kind.slope(v, length); };
    kernels::spread_terms(shape, groups, part, step.dx(0), px, py, step.dy());
  };
  return op.record(y, {x}, rule);
}

}  // namespace

Tensor norm(const Tensor& x, double p, const Dims& dims, bool keepdim, Place at) {
  const Op op("norm", at);
  if (std::isnan(p))
    throw ValueError(op.explain("p is NaN", {{"x", x.shape()}},
                                "needs a number; 2 is the length as one measures it"));
  const Reduced reduced(x.shape(), dims, op);
  p = double(real(p));  // what it is in this precision decides
  if (p < 0 || std::isinf(p)) reduced.check_choice(op, x.shape());
  if (std::isinf(p))
    return p > 0 ? max(abs(x, at), dims, keepdim, at) : min(abs(x, at), dims, keepdim, at);
  if (p == 0) return norm_of(op, Nonzero{}, x, reduced, keepdim);
  if (p == 1) return norm_of(op, Manhattan{}, x, reduced, keepdim);
  if (p == 2) return norm_of(op, Euclid{}, x, reduced, keepdim);
  return norm_of(op, General{real(p)}, x, reduced, keepdim);
}

}  // namespace heed::inline HEED_PRECISION
