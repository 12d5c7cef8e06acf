// Each operation is a record: f, and its two partial derivatives; `binary` does everything else.

#include "engine/ops/arithmetic.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "engine/kernels/broadcast.hpp"
#include "engine/ops/activation.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::choose, kernels::read;
using Loops = kernels::BroadcastLoops<2>;
using Offsets = std::array<int64_t, 2>;

// y = f(a, b)
template <class F>
void forward(const Loops& loops, F f, real* y, const real* a, const real* b) {
  kernels::with_steps(loops.step(0), loops.step(1), [&](auto step_a, auto step_b) {
    loops.parallel([&](int64_t begin, int64_t end, int64_t start, const Offsets& at) {
      kernels::write_run(begin, end, {y + start, false}, [&](int64_t i, auto as) {
        using Kind = typename decltype(as)::kind;
        return f(read<step_a, Kind>(a + at[0], i), read<step_b, Kind>(b + at[1], i));
      });
    });
  });
}

// dx += dy df(a, b), where dx belongs to operand `which`. If that was broadcast, several runs, or
// all numbers of a run, add to the same place, so one thread does it.
template <class DF>
void backward(const Loops& loops, size_t which, DF df, const real* dy, Slot dx, bool broadcast,
              const real* a, const real* b) {
  kernels::with_steps(loops.step(0), loops.step(1), [&](auto step_a, auto step_b) {
    const auto part = [&](const Offsets& at, int64_t start) {
      return [=](int64_t i, auto as) {
        using Kind = typename decltype(as)::kind;
        return read<1, Kind>(dy + start, i) *
               df(read<step_a, Kind>(a + at[0], i), read<step_b, Kind>(b + at[1], i));
      };
    };
    if (!broadcast)
      return loops.parallel([&](int64_t begin, int64_t end, int64_t start, const Offsets& at) {
        kernels::write_run(begin, end, {dx.data + start, dx.add}, part(at, start));
      });
    const int64_t length = loops.length();
    loops.each(0, loops.runs(), [&](int64_t run, const Offsets& at) {
      real* out = dx.data + at[which];
      if (loops.step(int(which)) == 0)
        *out += kernels::sum_run(length, part(at, run * length));
      else
        kernels::write_run(0, length, {out, true}, part(at, run * length));
    });
  });
}

template <class Formula>
Tensor binary(const char* name, const Term& left, const Term& right) {
  const Op op(name, left.at);
  const Tensor &a = left.tensor, &b = right.tensor;
  Tensor y = empty(broadcast(a.shape(), b.shape(), name, op.at()));
  const Loops loops(y.shape(), {a.shape(), b.shape()});
  if (y.numel() > 0)
    forward(
        loops, [](auto u, auto v) { return Formula::f(u, v); }, y.mutable_data(), a.data(),
        b.data());

  constexpr bool values = Formula::needs_values;
  const bool wide_a = a.numel() != y.numel(), wide_b = b.numel() != y.numel();
  const auto rule = [=, sa = values ? std::optional(Saved(a)) : std::nullopt,
                     sb = values ? std::optional(Saved(b)) : std::nullopt](Backward& step) {
    const real* dy = step.dy();
    const real *pa = values ? step.get(*sa) : dy,
               *pb = values ? step.get(*sb) : dy;  // else not read
    const auto put = [&](int which, bool wide, auto df) {
      if (!step.needs(which)) return;
      const Slot dx = wide ? Slot{step.add_to(which), true} : step.dx(which);
      if (step.size() > 0) backward(loops, size_t(which), df, dy, dx, wide, pa, pb);
    };
    if (Formula::da_is_one && !wide_a)
      step.pass(0);
    else
      put(0, wide_a, [](auto u, auto v) { return Formula::da(u, v); });
    if (Formula::db_is_one && !wide_b)
      step.pass(1);
    else
      put(1, wide_b, [](auto u, auto v) { return Formula::db(u, v); });
  };
  return op.record(y, {a, b}, rule);
}

struct Nonlinear {
  static constexpr bool needs_values = true, da_is_one = false, db_is_one = false;
};

struct Add {
  static constexpr bool needs_values = false, da_is_one = true, db_is_one = true;
  static auto f(auto a, auto b) { return a + b; }
  static auto da(auto a, auto) { return decltype(a)(real(1)); }
  static auto db(auto a, auto) { return decltype(a)(real(1)); }
};

struct Sub {
  static constexpr bool needs_values = false, da_is_one = true, db_is_one = false;
  static auto f(auto a, auto b) { return a - b; }
  static auto da(auto a, auto) { return decltype(a)(real(1)); }
  static auto db(auto a, auto) { return decltype(a)(real(-1)); }
};

struct Mul : Nonlinear {
  static auto f(auto a, auto b) { return a * b; }
  static auto da(auto, auto b) { return b; }
  static auto db(auto a, auto) { return a; }
};

struct Div : Nonlinear {
  static auto f(auto a, auto b) { return a / b; }
  static auto da(auto, auto b) { return real(1) / b; }
  static auto db(auto a, auto b) { return -a / (b * b); }
};

using std::log, xsimd::log, std::pow, xsimd::pow, std::isnan, xsimd::isnan;

// Powers of 0 are settled here, where xsimd gives 0 for all of them: 0^b is 0, 1 or infinite as b
// is above, at or below 0. d/db is 0 at a = 0, where a^b stays 0 (b > 0): the formula's 0 log 0 is
// NaN.
struct Pow : Nonlinear {
  static auto of_zero(auto b) {
    using Kind = decltype(b);
    const Kind zero(real(0)), infinite(std::numeric_limits<real>::infinity());
    return choose(b > zero, zero, choose(b < zero, infinite, b));  // NaN stays
  }
  static auto f(auto a, auto b) {
    using Kind = decltype(a);
    const Kind zero(real(0)), one(real(1));
    return choose(b == zero, one, choose(a == zero, of_zero(b), pow(a, b)));
  }
  static auto da(auto a, auto b) {
    const auto zero = decltype(b)(real(0));
    return choose(b == zero, zero, b * f(a, b - real(1)));
  }
  static auto db(auto a, auto b) {
    const auto zero = decltype(a)(real(0));
    return choose(a == zero, zero, f(a, b) * log(a));
  }
};

// Of two numbers one wins, and a tie is shared. A NaN loses every comparison, so a + b, which is
// then NaN, stands for it.
struct Maximum : Nonlinear {
  static auto f(auto a, auto b) { return choose(a > b, a, choose(b >= a, b, a + b)); }
  static auto half_or(auto a, auto b, auto wins) {
    const auto one = decltype(a)(real(1));
    return choose(a == b, one * real(0.5), choose(wins, one, one * real(0)));
  }
  static auto da(auto a, auto b) { return half_or(a, b, a > b); }
  static auto db(auto a, auto b) { return half_or(a, b, b > a); }
};

struct Minimum : Nonlinear {
  static auto f(auto a, auto b) { return choose(a < b, a, choose(b <= a, b, a + b)); }
  static auto da(auto a, auto b) { return Maximum::half_or(a, b, a < b); }
  static auto db(auto a, auto b) { return Maximum::half_or(a, b, b < a); }
};

}  // namespace

Tensor operator+(const Term& a, const Term& b) { return binary<Add>("add", a, b); }
Tensor operator-(const Term& a, const Term& b) { return binary<Sub>("sub", a, b); }
Tensor operator*(const Term& a, const Term& b) { return binary<Mul>("mul", a, b); }
Tensor operator/(const Term& a, const Term& b) { return binary<Div>("div", a, b); }
Tensor operator-(const Tensor& x) { return neg(x); }
Tensor pow(const Term& base, const Term& exponent) { return binary<Pow>("pow", base, exponent); }
Tensor maximum(const Term& a, const Term& b) { return binary<Maximum>("maximum", a, b); }
Tensor minimum(const Term& a, const Term& b) { return binary<Minimum>("minimum", a, b); }

}  // namespace heed::inline HEED_PRECISION
