// 1. Naive: a thread an element of C. Neighbouring threads take neighbouring rows.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

struct Naive {
  using Number = float;
  static constexpr bool kNeedsAmpere = false;
  static constexpr int kRows = 32, kColumns = 32, kThreads = 1024, kBlocks = 1;
  struct Shared {};  // none

  // The 32 threads of a warp have the same column and 32 rows. So they ask for the same element of
  // B, but for 32 elements of A, each in a row of its own: 32 pieces of memory for 32 numbers.
  template <class Thread>
  static DEVICE void run(Thread& thread, Shared&, const Product<float>& p) {
    const int row = thread.block_y * kRows + thread.index % kRows;
    const int column = thread.block_x * kColumns + thread.index / kRows;
    float sum = 0;
    for (int k = 0; k < p.inner(); ++k)
      sum += thread.load(p.a, row, k) * thread.load(p.b, k, column);
    thread.store(p.c, row, column, sum);
  }
};

}  // namespace lesson21
