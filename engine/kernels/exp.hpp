// e^x for arguments up to 88, as softmax and the normal distribution want it.
#pragma once

#include <bit>
#include <cmath>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// exp(x) for x <= 88 and for NaN; what is above must not come. In float within two units in the
// last
//  place, and 0 below -87.3, where a float would have fewer digits and be slow. With x = n ln 2 +
//  r, |r| <= ln 2 / 2, it is 2^n times a polynomial in r: the way of Cephes' expf.
inline Batch bounded_exp(Batch x) {
  if (sizeof(real) == sizeof(double)) return xsimd::exp(x);
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the last bits. There, with 127 added,
  // as an exponent has it, n waits to be moved to its place.
  const Batch shift(real(12582912 + 127));
  const Batch shifted = xsimd::fma(x, Batch(real(1.44269504)), shift), n = shifted - shift;
  // ln 2 in two parts, of which the first has few digits: its product with n is exact.
  const Batch near = xsimd::fma(n, Batch(real(-0.693359375)), x);
  const Batch r = xsimd::fma(n, Batch(real(2.12194440e-4)), near);
  Batch p(real(0.00139304355));
  for (const double c : {0.0083596803, 0.0416664556, 0.166665211, 0.5, 1.0, 1.0})
    p = xsimd::fma(p, r, Batch(real(c)));
  const Batch power =
      std::bit_cast<Batch>(std::bit_cast<xsimd::as_integer_t<Batch>>(shifted) << 23);
  return choose(x < Batch(real(-87.3)), Batch(real(0)), p * power);
}

// The same of one number.
inline real bounded_exp(real x) {
  return (sizeof(real) < sizeof(double) && x < real(-87.3)) ? 0 : std::exp(x);
}

}  // namespace heed::inline HEED_PRECISION::kernels
