// The form of an operation on one tensor, element by element: a formula and its derivative.
#pragma once

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

// What a formula's df is a function of, and backward must therefore keep.
struct FromInput {
  static constexpr bool saves_input = true;
};
struct FromResult {
  static constexpr bool saves_input = false;
};

// y = f(x), and backward dx += dy df(x), or dy df(y).
template <class Formula>
Tensor unary(const Op& op, const Tensor& x, const Formula& formula) {
  Tensor y = empty(x.shape(), op.at());
  kernels::map(
      x.numel(), [formula](auto v) { return formula.f(v); }, {y.mutable_data(), false}, x.data());
  return op.record(y, {x}, [formula, saved = Saved(Formula::saves_input ? x : y)](Backward& step) {
    const real* values = step.get(saved);
    kernels::map(
        step.size(), [formula](auto v, auto dy) { return dy * formula.df(v); },  // dx += dy f'
        step.dx(0), values, step.dy());
  });
}

// The same for a formula without parameters.
template <class Formula>
Tensor unary(const char* name, const Tensor& x, Place at) {
  return unary(Op(name, at), x, Formula{});
}

}  // namespace heed::inline HEED_PRECISION
