// The one matrix product that everything goes through.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/kernels/tile.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// A row-major matrix inside an array: element (i, j) stands at data[i * stride + j], or, where
// `transposed`, at data[j * stride + i]: then the array holds the transpose.
struct Matrix {
  const real* data;
  int64_t stride;
  bool transposed = false;
};

// C = A B, or C += A B where c.add is set. A is (m, k), B is (k, n), C is (m, n) with `stride`
// numbers from row to row.
void gemm(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride);

// The same for `count` products, each so many numbers after the one before (0: the same again).
struct BatchStep {
  int64_t a, b, c;
};
void gemm_batch(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a, Matrix b,
                Slot c, int64_t stride);

// B (k, n), for many products with it: turned and copied once, where that pays for altogether
// `rows` rows of A.
class Factor {
 public:
  Factor(int64_t rows, int64_t n, int64_t k, Matrix b);
  // C = A B, or C += A B where c.add is set, and `bias`, if given, n numbers more in each row.
  void multiply(int64_t m, Matrix a, Slot c, int64_t stride, const real* bias = nullptr) const;

 private:
  int64_t n_, k_;
  Matrix b_;
  std::optional<RightOperand> packed_;  // unless BLAS, or who else computes products, is better
};

// Who computes products: gemm_cpu, which is BLAS or, for small ones, our own tiles. Set at run
// time, so that another device can take over; nullptr gives the default back. Who takes a batch as
// a whole gives `batch`, too; the others get its products one by one, from several threads. Both
// are asked only for products that have numbers to compute and terms to sum.
using Gemm = void (*)(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride);
using GemmBatch = void (*)(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a,
                           Matrix b, Slot c, int64_t stride);
void gemm_cpu(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride);
void gemm_batch_cpu(int64_t count, BatchStep step, int64_t m, int64_t n, int64_t k, Matrix a,
                    Matrix b, Slot c, int64_t stride);
void gemm_blas(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride);
void gemm_naive(int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c, int64_t stride);
void set_gemm(Gemm gemm, GemmBatch batch = nullptr);
// Products leave this processor: who cuts a large one so that the pieces stay in its caches had
// better ask for the whole.
bool gemm_is_elsewhere();

}  // namespace heed::inline HEED_PRECISION::kernels
