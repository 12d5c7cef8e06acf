// One loop over several threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>

#include "engine/real.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace heed::inline HEED_PRECISION::kernels {

// Calls body(begin, end) for pieces that together are [0, n), one a thread, each at least `grain`
// long: below that a thread costs more than it brings. Where a piece ends depends on the number of
// threads alone, so the same machine gives the same bits. Inside another parallel loop it runs in
// the thread that calls. An exception in a thread is thrown to the caller.
template <class Body>
void parallel_for(int64_t n, int64_t grain, const Body& body) {
#ifdef _OPENMP
  const int64_t threads = std::min<int64_t>(omp_get_max_threads(), n / std::max<int64_t>(grain, 1));
  if (threads > 1 && !omp_in_parallel()) {
    std::exception_ptr failure;
#pragma omp parallel num_threads(int(threads))
    try {
      const int64_t i = omp_get_thread_num(), parts = omp_get_num_threads();
      body(n * i / parts, n * (i + 1) / parts);
    } catch (...) {
#pragma omp critical(heed_parallel_failure)
      failure = std::current_exception();
    }
    if (failure) std::rethrow_exception(failure);
    return;
  }
#endif
  if (n > 0) body(int64_t(0), n);
}

// How much work, in simple operations on one number, is worth another thread.
constexpr int64_t kGrain = 32768;

}  // namespace heed::inline HEED_PRECISION::kernels
