// OpenBLAS at the shapes of a run.

#include "tests/bench/limits.hpp"

#include <map>
#include <tuple>
#include <vector>

#include "engine/kernels/gemm.hpp"
#include "engine/peak.hpp"
#include "engine/profile.hpp"
#include "engine/threads.hpp"

namespace heed::bench {

namespace {

using kernels::Matrix;

using Shape3 = std::tuple<int64_t, int64_t, int64_t, bool, bool>;  // m, n, k, A and B transposed
std::map<Shape3, int64_t> seen;                                    // how often

void write_down(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
#pragma omp critical
  ++seen[{m, n, k, a.transposed, b.transposed}];
  kernels::gemm_blas(m, n, k, a, b, c, stride);
}
// With a function for batches, kernels ask for whole products, and do not cut them to fit a cache.
void write_down_batch(int64_t count, kernels::BatchStep step, int64_t m, int64_t n, int64_t k,
                      Matrix a, Matrix b, Slot c, int64_t stride) {
#pragma omp critical
  seen[{m, n, k, a.transposed, b.transposed}] += count;
  kernels::gemm_batch_cpu(count, step, m, n, k, a, b, c, stride);
}

// The shortest of some runs of OpenBLAS, in milliseconds.
double blas_ms(const Shape3& shape) {
  const auto [m, n, k, turn_a, turn_b] = shape;
  const std::vector<real> a(size_t(m * k), real(0.5)), b(size_t(k * n), real(0.5));
  std::vector<real> c(size_t(m * n));
  const Matrix left{a.data(), turn_a ? m : k, turn_a}, right{b.data(), turn_b ? k : n, turn_b};
  return measure(0.02, [&] { kernels::gemm_blas(m, n, k, left, right, {c.data(), false}, n); })[0];
}

// FLOPs of the matrix products of one run.
double products_of(const std::function<void()>& run) {
  profile::enable(true);
  const int64_t before = profile::products.load();
  run();
  const int64_t after = profile::products.load();
  profile::enable(false);
  profile::reset();
  return double(after - before);
}

}  // namespace

Limits measure_limits(const std::function<void()>& run) {
  Limits limits;
  limits.gflop = 1e-9 * products_of(run);
  limits.peak_gflops = 1e-9 * peak_flops(num_threads(), 0.1);
  seen.clear();
  kernels::set_gemm(write_down, write_down_batch);
  run();
  kernels::set_gemm(nullptr);
  for (const auto& [shape, count] : seen) {
    const auto [m, n, k, turn_a, turn_b] = shape;
    limits.blas_ms += double(count) * blas_ms(shape);
    limits.blas_gflop += 2e-9 * double(count * m * n * k);
  }
  return limits;
}

}  // namespace heed::bench
