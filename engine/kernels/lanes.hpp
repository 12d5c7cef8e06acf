// Registers of which only the first lanes are in use: the end of a row, or a whole short row.
#pragma once

#include <cstring>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// The first n numbers at p, and `rest` in the other lanes; what lies behind them is not touched.
// And the largest number of a register; what NaN does to it is not said.
// AVX-512 has an instruction for each, which xsimd lacks; elsewhere they take the way through
// memory.
#if XSIMD_WITH_AVX512F

inline __m512 load_masked(__m512 rest, uint64_t used, const float* p) {
  return _mm512_mask_loadu_ps(rest, __mmask16(used), p);
}
inline __m512d load_masked(__m512d rest, uint64_t used, const double* p) {
  return _mm512_mask_loadu_pd(rest, __mmask8(used), p);
}
inline void store_masked(float* p, uint64_t used, __m512 x) {
  _mm512_mask_storeu_ps(p, __mmask16(used), x);
}
inline void store_masked(double* p, uint64_t used, __m512d x) {
  _mm512_mask_storeu_pd(p, __mmask8(used), x);
}

inline Batch load(const real* p, int64_t n, real rest) {
  return load_masked(Batch(rest), (uint64_t(1) << n) - 1, p);
}
inline void store_first(Batch x, real* p, int64_t n) { store_masked(p, (uint64_t(1) << n) - 1, x); }

inline float max_lanes(__m512 x) { return _mm512_reduce_max_ps(x); }
inline double max_lanes(__m512d x) { return _mm512_reduce_max_pd(x); }

#else

// The same without it.
inline real max_lanes(Batch x) {
  return fold_lanes(x, [](real a, real b) { return a < b ? b : a; });
}
inline Batch load(const real* p, int64_t n, real rest) {
  if (n == kWidth) return load(p);
  alignas(64) real lanes[kWidth];
  Batch(rest).store_aligned(lanes);
  std::memcpy(lanes, p, size_t(n) * sizeof(real));
  return Batch::load_aligned(lanes);
}
// The first n lanes to p.
inline void store_first(Batch x, real* p, int64_t n) {
  if (n == kWidth) return x.store_unaligned(p);
  alignas(64) real lanes[kWidth];
  x.store_aligned(lanes);
  std::memcpy(p, lanes, size_t(n) * sizeof(real));
}

#endif

// The first n lanes to where `to` says, or added to what is there.
inline void store(Batch x, Slot to, int64_t n) {
  store_first(to.add ? load(to.data, n, 0) + x : x, to.data, n);
}

}  // namespace heed::inline HEED_PRECISION::kernels
