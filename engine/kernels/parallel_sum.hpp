// A parallel loop whose pieces add to the same numbers, such as the gradient of a shared weight.
#pragma once

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// How many threads a loop may use here: one inside another parallel loop.
inline int64_t free_threads() {
#ifdef _OPENMP
  return omp_in_parallel() ? 1 : omp_get_max_threads();
#else
  return 1;
#endif
}

// Calls body(begin, end, sums) for pieces of [0, n), one a thread, each at least `grain` long.
// Every piece adds to `size` sums of its own, which begin at 0. In the end these are added up, in
// order: with as many threads, the same bits. Returns the totals.
template <class Body>
Buffer parallel_sum(int64_t n, int64_t grain, int64_t size, const Body& body) {
  const int64_t pieces = std::clamp<int64_t>(n / std::max<int64_t>(grain, 1), 1, free_threads());
  const int64_t stride = (size + 15) / 16 * 16;  // no two pieces write to one cache line
  Buffer sums = Buffer::zeros(pieces * stride);
  parallel_for(pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      body(n * p / pieces, n * (p + 1) / pieces, sums.data() + p * stride);
  });
  for (int64_t p = 1; p < pieces; ++p)
    map_here(
        size, [](auto v) { return v; }, {sums.data(), true}, sums.data() + p * stride);
  return sums;
}

// Puts such totals, or a part of them, where a gradient goes.
inline void put(Slot out, const real* numbers, int64_t n) {
  if (out)
    map_here(
        n, [](auto v) { return v; }, out, numbers);
}

}  // namespace heed::inline HEED_PRECISION::kernels
