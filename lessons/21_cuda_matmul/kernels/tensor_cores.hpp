// 6. Tensor cores: a warp multiplies 16 x 16 matrices in one instruction, in bf16 or TF32, and sums
// in float.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

// kInner: k of one instruction. kDepth: of a step, 64 bytes of a row of A. kCopy: numbers in 16
// bytes.
struct InBf16 {
  using Number = Bf16;
  static constexpr int kInner = 16, kDepth = 32, kCopy = 8;
};
struct InTf32 {  // floats in memory; the tensor core reads 10 bits of their fraction
  using Number = float;
  static constexpr int kInner = 8, kDepth = 16, kCopy = 4;
};

template <class Format>
struct TensorCores {
  using Number = typename Format::Number;
  static constexpr int kRows = 128, kColumns = 256, kThreads = 256, kBlocks = 1, kStages = 3;
  static constexpr bool kNeedsAmpere = true;  // compute capability 8.0
  static constexpr int kDepth = Format::kDepth, kCopy = Format::kCopy;
  static constexpr int kWarpTile = 64, kOwn = kWarpTile / 16;  // 4 x 4 squares of C a warp

  // Rows are a little longer than need be: eight rows below each other then lie in other banks.
  static constexpr int kStrideA = kDepth + kCopy, kStrideB = kColumns + 8;
  struct Stage {
    Number a[kRows][kStrideA], b[kDepth][kStrideB];
  };
  struct Shared {
    Stage stage[kStages];  // one is multiplied, the others are on their way
  };

  template <class Thread>
  using Sums = typename Thread::template Sums<Format>;

  template <class Thread>
  static DEVICE void run(Thread& thread, Shared& shared, const Product<Number>& p) {
    walk_knowing_rows<TensorCores>(thread, shared, p);
  }

  template <class Thread>
  static DEVICE void walk(Thread& thread, Shared& shared, const Product<Number>& p) {
    const int steps = steps_of(p.inner(), kDepth);
    Sums<Thread> sums[kOwn][kOwn];
    for (auto& row : sums)
      for (auto& square : row) thread.clear(square);
    for (int step = 0; step < kStages - 1; ++step) {
      copy(thread, shared.stage[step], p, step * kDepth);
      thread.commit();
    }
    for (int step = 0; step < steps; ++step) {
      thread.template wait<kStages - 2>();  // our part of this step's stage is there
      thread.barrier();                     // everybody's is, and all are done with the last one
      const int ahead = step + kStages - 1;
      multiply(thread, shared.stage[step % kStages], sums);
      copy(thread, shared.stage[ahead % kStages], p, ahead * kDepth);
      thread.commit();
    }
    thread.template wait<0>();  // nothing may arrive in shared memory that we have left
    UNROLL for (int i = 0; i < kOwn; ++i) UNROLL for (int j = 0; j < kOwn; ++j)
        thread.store_sums(p.c, thread.block_y * kRows + warp_row(thread) + 16 * i,
                          thread.block_x * kColumns + warp_column(thread) + 16 * j, sums[i][j]);
  }

  // 16 bytes a thread and turn, four threads a row of A. What eight of them write together are rows
  // 0 and 4, 1 and 5, …: rows below each other would meet in some banks. Beyond the last k there
  // are zeros, which do no harm.
  template <class Thread>
  static DEVICE void copy(Thread& thread, Stage& stage, const Product<Number>& p, int begin) {
    UNROLL for (int first = 0; first < kRows * kDepth / kCopy; first += kThreads) {
      const int i = first + thread.index;
      const int turn = i / (kDepth / kCopy), k = i % (kDepth / kCopy) * kCopy;
      const int row = turn / 8 * 8 + turn % 2 * 4 + turn % 8 / 2;
      thread.copy_async(&stage.a[row][k], p.a, thread.block_y * kRows + row, begin + k);
    }
    UNROLL for (int first = 0; first < kDepth * kColumns / kCopy; first += kThreads) {
      const int i = first + thread.index;
      const int k = i / (kColumns / kCopy), column = i % (kColumns / kCopy) * kCopy;
      thread.copy_async(&stage.b[k][column], p.b, begin + k, thread.block_x * kColumns + column);
    }
  }

  template <class Thread>
  static DEVICE int warp_row(const Thread& thread) {
    return thread.index / 32 / (kColumns / kWarpTile) * kWarpTile;
  }
  template <class Thread>
  static DEVICE int warp_column(const Thread& thread) {
    return thread.index / 32 % (kColumns / kWarpTile) * kWarpTile;
  }

  // What register tiles did with numbers, with squares: 4 + 4 are read for 16 products.
  template <class Thread>
  static DEVICE void multiply(Thread& thread, const Stage& stage,
                              Sums<Thread> (&sums)[kOwn][kOwn]) {
    for (int k = 0; k < kDepth; k += Format::kInner) {
      typename Thread::template Left<Format> a;
      typename Thread::template Right<Format> b[kOwn];
      UNROLL for (int j = 0; j < kOwn; ++j)
          thread.load(b[j], &stage.b[k][warp_column(thread) + 16 * j], kStrideB);
      UNROLL for (int i = 0; i < kOwn; ++i) {
        thread.load(a, &stage.a[warp_row(thread) + 16 * i][k], kStrideA);
        UNROLL for (int j = 0; j < kOwn; ++j) thread.multiply_add(sums[i][j], a, b[j]);
      }
    }
  }
};

}  // namespace lesson21
