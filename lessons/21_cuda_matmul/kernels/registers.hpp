// 4. Register tiles: a thread computes 8 x 8 elements, so that what it reads serves it 8 times.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

struct Registers {
  using Number = float;
  static constexpr bool kNeedsAmpere = false;
  static constexpr int kRows = 128, kColumns = 128, kDepth = 8, kThreads = 256, kBlocks = 2,
                       kOwn = 8;
  struct Shared {
    float a[kRows][kDepth], b[kDepth][kColumns];
  };

  // From shared memory 2 numbers for 2 FLOP are too many: it delivers 32 numbers a cycle, and a
  // multiprocessor could multiply 128. With 8 + 8 numbers in registers a thread makes 64 products.
  // Its rows are 16 apart, and so are its columns: thread x reads column x of 16 neighbours.
  template <class Thread>
  static DEVICE void run(Thread& thread, Shared& shared, const Product<float>& p) {
    const int y = thread.index / 16, x = thread.index % 16;
    float sums[kOwn][kOwn] = {};
    for (int begin = 0; begin < p.inner(); begin += kDepth) {
      fetch(thread, shared, p, begin);
      thread.barrier();
      UNROLL for (int k = 0; k < kDepth; ++k) {
        float a[kOwn], b[kOwn];
        for (int i = 0; i < kOwn; ++i) a[i] = thread.get(shared.a[y + 16 * i][k]);
        for (int j = 0; j < kOwn; ++j) b[j] = thread.get(shared.b[k][x + 16 * j]);
        for (int i = 0; i < kOwn; ++i)
          for (int j = 0; j < kOwn; ++j) sums[i][j] += a[i] * b[j];
      }
      thread.barrier();
    }
    for (int i = 0; i < kOwn; ++i)
      for (int j = 0; j < kOwn; ++j)
        thread.store(p.c, thread.block_y * kRows + y + 16 * i,
                     thread.block_x * kColumns + x + 16 * j, sums[i][j]);
  }

  // 128 x 8 of A and 8 x 128 of B: four numbers of each for every thread.
  template <class Thread>
  static DEVICE void fetch(Thread& thread, Shared& shared, const Product<float>& p, int begin) {
    const unsigned index = unsigned(thread.index);  // unsigned: dividing is a shift
    UNROLL for (unsigned first = 0; first < kRows * kDepth; first += kThreads) {
      const int row = int((first + index) / kDepth), k = int((first + index) % kDepth);
      thread.put(shared.a[row][k], thread.load(p.a, thread.block_y * kRows + row, begin + k));
    }
    UNROLL for (unsigned first = 0; first < kDepth * kColumns; first += kThreads) {
      const int k = int((first + index) / kColumns), column = int((first + index) % kColumns);
      thread.put(shared.b[k][column],
                 thread.load(p.b, begin + k, thread.block_x * kColumns + column));
    }
  }
};

}  // namespace lesson21
