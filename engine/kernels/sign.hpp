// The sign of a number, which is the slope of its size |x|.
#pragma once

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// -1, 0 or 1, for a number and for a register of them; NaN, of which the sign is not known, stays.
auto sign(auto x) {
  using Kind = decltype(x);
  const Kind zero(real(0)), one(real(1)), rest = x - x;  // 0, or NaN
  return choose(x > zero, one, choose(x < zero, zero - one, rest));
}

}  // namespace heed::inline HEED_PRECISION::kernels
