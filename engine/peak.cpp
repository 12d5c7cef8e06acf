// The peak of multiply-adds in registers.

#include "engine/peak.hpp"

#include <omp.h>

#include <algorithm>
#include <chrono>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Batch;

constexpr int kChains = 10;  // of multiply-adds: enough to hide the latency of two units
constexpr int kSteps = 100'000;

real wanted[64][kernels::kWidth];  // by threads: else a compiler may leave the sums out

void compute(int threads) {
#pragma omp parallel num_threads(threads)
  {
    Batch sums[kChains];
    for (int k = 0; k < kChains; ++k) sums[k] = Batch(real(k));
    Batch factor(real(0.999)), term(real(0.001));
    for (int i = 0; i < kSteps; ++i)
      for (int k = 0; k < kChains; ++k) sums[k] = xsimd::fma(sums[k], factor, term);
    for (int k = 1; k < kChains; ++k) sums[0] += sums[k];
    sums[0].store_unaligned(wanted[omp_get_thread_num() % 64]);
  }
}

}  // namespace

double peak_flops(int threads, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  double shortest = 1e9;
  for (const auto start = Clock::now(); since(start) < seconds || shortest == 1e9;) {
    const auto begin = Clock::now();
    compute(threads);
    shortest = std::min(shortest, since(begin));
  }
  return 2.0 * kChains * kSteps * double(kernels::kWidth) * threads / shortest;
}

}  // namespace heed::inline HEED_PRECISION
