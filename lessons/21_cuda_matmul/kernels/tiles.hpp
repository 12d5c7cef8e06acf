// 3. Tiles: what a block reads is kept in shared memory, where 32 threads use it again.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

struct Tiles {
  using Number = float;
  static constexpr bool kNeedsAmpere = false;
  static constexpr int kTile = 32, kRows = kTile, kColumns = kTile, kThreads = kTile * kTile,
                       kBlocks = 1;
  struct Shared {
    float a[kTile][kTile], b[kTile][kTile];
  };

  // A block walks along k in steps of a tile. Its 1,024 threads fetch one element of A and one of
  // B each; each element is then multiplied 32 times.
  template <class Thread>
  static DEVICE void run(Thread& thread, Shared& shared, const Product<float>& p) {
    const int y = thread.index / kTile, x = thread.index % kTile;
    const int row = thread.block_y * kTile + y, column = thread.block_x * kTile + x;
    float sum = 0;
    for (int begin = 0; begin < p.inner(); begin += kTile) {
      thread.put(shared.a[y][x], thread.load(p.a, row, begin + x));
      thread.put(shared.b[y][x], thread.load(p.b, begin + y, column));
      thread.barrier();  // the tiles are there
      for (int k = 0; k < kTile; ++k)
        sum += thread.get(shared.a[y][k]) * thread.get(shared.b[k][x]);
      thread.barrier();  // all are done with them: the next may overwrite them
    }
    thread.store(p.c, row, column, sum);
  }
};

}  // namespace lesson21
