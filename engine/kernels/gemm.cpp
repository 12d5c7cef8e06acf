// Matrix products: the definition, BLAS, and the batch.

#include "engine/kernels/gemm.hpp"

#include <algorithm>
#include <climits>
#include <xtensor-blas/xblas.hpp>

#include "engine/kernels/tile.hpp"
#include "engine/xtensor.hpp"  // before xtensor-blas, which includes xtensor

namespace heed::inline HEED_PRECISION::kernels {

// The definition, which the fast ones are tested against.
void gemm_naive(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  const auto at = [](const Matrix& x, int64_t i, int64_t j) {
    return x.transposed ? x.data[j * x.stride + i] : x.data[i * x.stride + j];
  };
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      real sum = 0;
      for (int64_t p = 0; p < k; ++p) sum += at(a, i, p) * at(b, p, j);
      real& out = c.data[i * stride + j];
      out = c.add ? out + sum : sum;
    }
}

void gemm_blas(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  const auto flag = [](const Matrix& x) {
    return x.transposed ? cxxblas::Trans : cxxblas::NoTrans;
  };
  using Int = xt::blas_index_t;
  cxxblas::gemm<Int>(cxxblas::RowMajor, flag(a), flag(b), Int(m), Int(n), Int(k), real(1), a.data,
                     Int(a.stride), b.data, Int(b.stride), real(c.add ? 1 : 0), c.data,
                     Int(stride));
}

namespace {

void gemm_tile(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  const View left = a.transposed ? View{a.data, 1, a.stride} : View{a.data, a.stride};
  const View right = b.transposed ? View{b.data, 1, b.stride} : View{b.data, b.stride};
  const RightOperand operand(right, k, n);
  parallel_for(m, kGrain * kTileRows / (n * k) + kTileRows, [&](int64_t begin, int64_t end) {
    tile_gemm(end - begin, n, k, left.from_row(begin), operand.from_row(0), operand.row(),
              {c.data + begin * stride, c.add}, stride);
  });
}

// Where B stays in the cache, tiles need none of the packing that BLAS does; or little, if B must
// be turned first, and A is long enough to pay for it. Beyond, BLAS is as fast (tests/bench).
void gemm_cpu(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  const bool small = n * k <= (1 << 16), packs = b.transposed || n % kWidth != 0;
  (small && (!packs || m >= 256 || n * k <= 1024) ? gemm_tile : gemm_blas)(m, n, k, a, b, c,
                                                                           stride);
}

Gemm chosen = gemm_cpu;

}  // namespace

void set_gemm(Gemm gemm) { chosen = gemm ? gemm : gemm_cpu; }

// BLAS counts in int and refuses empty matrices, so both are settled here.
void gemm(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  if (m == 0 || n == 0) return;
  if (k == 0) {  // a sum of nothing
    if (!c.add)
      for (int64_t i = 0; i < m; ++i) std::fill_n(c.data + i * stride, n, real(0));
    return;
  }
  if (std::max({m, n, k, a.stride, b.stride, stride}) > INT_MAX)
    throw ShapeError("[gemm] a matrix with more than 2^31-1 rows or columns is beyond BLAS: (" +
                     std::to_string(m) + ", " + std::to_string(k) + ") times (" +
                     std::to_string(k) + ", " + std::to_string(n) + ")");
  profile::count_multiply_adds(m * n * k);
  chosen(m, n, k, a, b, c, stride);
}

void gemm_batch(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a, Matrix b,
                Slot c, int64_t stride) {
  // Many products: a thread each and BLAS on one. Few: all of BLAS's threads on each in turn.
  const int64_t grain = std::max<int64_t>(1, 4 * kGrain / std::max<int64_t>(1, m * n * k));
  const auto run = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      gemm(m, n, k, {a.data + i * step.a, a.stride, a.transposed},
           {b.data + i * step.b, b.stride, b.transposed}, {c.data + i * step.c, c.add}, stride);
  };
  if (count >= 8 && step.c != 0)
    parallel_for(count, grain, run);
  else
    run(0, count);
}

}  // namespace heed::inline HEED_PRECISION::kernels
