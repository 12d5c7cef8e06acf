// 2. Coalesced: the same, but neighbouring threads take neighbouring columns.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

struct Coalesced {
  using Number = float;
  static constexpr bool kNeedsAmpere = false;
  static constexpr int kRows = 32, kColumns = 32, kThreads = 1024, kBlocks = 1;
  struct Shared {};

  // Two lines differ from Naive. The threads of a warp now share one element of A, and their 32
  // elements of B are neighbours: 128 bytes that come in one piece.
  template <class Thread>
  static DEVICE void run(Thread& thread, Shared&, const Product<float>& p) {
    const int row = thread.block_y * kRows + thread.index / kColumns;
    const int column = thread.block_x * kColumns + thread.index % kColumns;
    float sum = 0;
    for (int k = 0; k < p.inner(); ++k)
      sum += thread.load(p.a, row, k) * thread.load(p.b, k, column);
    thread.store(p.c, row, column, sum);
  }
};

}  // namespace lesson21
