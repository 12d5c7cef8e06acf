// Matrix products: the definition, BLAS, tiles, and the batch.

#include "engine/kernels/gemm.hpp"

#include <algorithm>
#include <climits>
#include <xtensor-blas/xblas.hpp>

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

View view(const Matrix& x) {
  return x.transposed ? View{x.data, 1, x.stride} : View{x.data, x.stride};
}

// So many rows at a time that what tiles read of A stays near for one panel of B after the other.
int64_t rows_at_a_time(int64_t k) { return std::max(kTileRows, 32768 / k / kTileRows * kTileRows); }

void multiply_tiles(int64_t m, int64_t n, int64_t k, Matrix a, const RightOperand& b, Slot c,
                    int64_t stride, const real* bias) {
  const View left = view(a);
  const int64_t block = a.transposed ? m : rows_at_a_time(k);
  parallel_for(m, kGrain * kTileRows / (n * k) + kTileRows, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i += block)
      tile_gemm(std::min(block, end - i), n, k, left.from_row(i), b.panels(),
                {c.data + i * stride, c.add}, stride, bias);
  });
}

// Whether B stays in the cache, and a copy of it, if tiles need one, is paid for by so many rows.
bool fits_tiles(int64_t rows, int64_t n, int64_t k, const Matrix& b) {
  const bool copies = b.transposed || n % kWidth != 0;
  return n * k <= (1 << 17) && (!copies || rows >= 64 || n * k <= 1024);
}

RightOperand right_operand(int64_t rows, int64_t n, int64_t k, const Matrix& b) {
  return {view(b), k, n, n > kPanel && rows >= 64};
}

}  // namespace

// Where B stays in the cache, tiles are faster than BLAS; beyond, they are not (tests/bench).
void gemm_cpu(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  if (fits_tiles(m, n, k, b))
    multiply_tiles(m, n, k, a, right_operand(m, n, k, b), c, stride, nullptr);
  else
    gemm_blas(m, n, k, a, b, c, stride);
}

namespace {

Gemm chosen = gemm_cpu;
GemmBatch chosen_batch = nullptr;

// BLAS counts in int.
void check_sizes(int64_t m, int64_t n, int64_t k, int64_t widest) {
  if (std::max({m, n, k, widest}) <= INT_MAX) return;
  throw ShapeError("[gemm] a matrix with more than 2^31-1 rows or columns is beyond BLAS: (" +
                   std::to_string(m) + ", " + std::to_string(k) + ") times (" + std::to_string(k) +
                   ", " + std::to_string(n) + ")");
}

}  // namespace

void set_gemm(Gemm gemm, GemmBatch batch) {
  chosen = gemm ? gemm : gemm_cpu;
  chosen_batch = gemm ? batch : nullptr;
}

bool gemm_is_elsewhere() { return chosen_batch != nullptr; }

// BLAS refuses empty matrices, so these are settled here.
void gemm(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride) {
  if (m == 0 || n == 0) return;
  if (k == 0) {  // a sum of nothing
    if (!c.add)
      for (int64_t i = 0; i < m; ++i) std::fill_n(c.data + i * stride, n, real(0));
    return;
  }
  check_sizes(m, n, k, std::max({a.stride, b.stride, stride}));
  profile::count_multiply_adds(m * n * k);
  chosen(m, n, k, a, b, c, stride);
}

Factor::Factor(int64_t rows, int64_t n, int64_t k, Matrix b) : n_(n), k_(k), b_(b) {
  if (chosen == gemm_cpu && n * k > 0 && fits_tiles(rows, n, k, b))
    packed_.emplace(right_operand(rows, n, k, b));
}

void Factor::multiply(int64_t m, Matrix a, Slot c, int64_t stride, const real* bias) const {
  if (packed_ && m > 0) {
    profile::count_multiply_adds(m * n_ * k_);
    return multiply_tiles(m, n_, k_, a, *packed_, c, stride, bias);
  }
  if (bias)
    parallel_for(m, kGrain / (n_ + 1), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        map_here(
            n_, [](auto first) { return first; }, {c.data + i * stride, c.add}, bias);
    });
  gemm(m, n_, k_, a, b_, {c.data, c.add || bias}, stride);
}

namespace {

// Many products: a thread each and BLAS on one. Few: all of BLAS's threads on each in turn.
void one_by_one(Gemm each, int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a,
                Matrix b, Slot c, int64_t stride) {
  const int64_t grain = std::max<int64_t>(1, 4 * kGrain / std::max<int64_t>(1, m * n * k));
  const auto run = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      each(m, n, k, {a.data + i * step.a, a.stride, a.transposed},
           {b.data + i * step.b, b.stride, b.transposed}, {c.data + i * step.c, c.add}, stride);
  };
  if (count >= 8 && step.c != 0)
    parallel_for(count, grain, run);
  else
    run(0, count);
}

}  // namespace

void gemm_batch_cpu(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a,
                    Matrix b, Slot c, int64_t stride) {
  one_by_one(gemm_cpu, count, step, m, n, k, a, b, c, stride);
}

void gemm_batch(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a, Matrix b,
                Slot c, int64_t stride) {
  if (!chosen_batch || count < 2 || m == 0 || n == 0 || k == 0)
    return one_by_one(gemm, count, step, m, n, k, a, b, c, stride);
  check_sizes(m, n, k, std::max({a.stride, b.stride, stride}));
  profile::count_multiply_adds(count * m * n * k);
  chosen_batch(count, step, m, n, k, a, b, c, stride);
}

}  // namespace heed::inline HEED_PRECISION::kernels
