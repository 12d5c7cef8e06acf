// 5. Vectorised, double-buffered: four numbers an instruction, and the next tiles are on their way
// while these are multiplied.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

struct Vectorised {
  using Number = float;
  static constexpr bool kNeedsAmpere = false;
  static constexpr int kRows = 128, kColumns = 128, kDepth = 16, kThreads = 256, kBlocks = 2,
                       kOwn = 8;
  struct Half {
    float a[kDepth][kRows + 4];  // turned: a thread's four rows are neighbours; see put()
    float b[kDepth][kColumns];
  };
  struct Shared {
    Half half[2];  // one is multiplied while the other is filled
  };
  struct Fetched {  // on their way from the card's memory to shared memory
    Four a[2], b[2];
  };

  template <class Thread>
  static DEVICE void run(Thread& thread, Shared& shared, const Product<float>& p) {
    walk_knowing_rows<Vectorised>(thread, shared, p);
  }

  template <class Thread>
  static DEVICE void walk(Thread& thread, Shared& shared, const Product<float>& p) {
    const int steps = steps_of(p.inner(), kDepth);
    float sums[kOwn][kOwn] = {};
    Fetched next = fetch(thread, p, 0);
    put(thread, shared.half[0], next);
    thread.barrier();
    for (int step = 0; step < steps; ++step) {
      const bool more = step + 1 < steps;
      if (more) next = fetch(thread, p, (step + 1) * kDepth);  // asked for; nobody waits yet
      multiply(thread, shared.half[step % 2], sums);
      if (more) put(thread, shared.half[(step + 1) % 2], next);
      thread.barrier();  // one a step: the half written is not the half read
    }
    store(thread, p, sums);
  }

  // Two neighbouring threads read 8 numbers of a row of A, 32 bytes: the least that memory gives.
  // A warp reads one row of B.
  template <class Thread>
  static DEVICE Fetched fetch(Thread& thread, const Product<float>& p, int begin) {
    Fetched fetched;
    for (int i = 0; i < 2; ++i) {
      fetched.a[i] = thread.load4(p.a, thread.block_y * kRows + thread.index / 2,
                                  begin + 8 * i + 4 * (thread.index % 2));
      fetched.b[i] = thread.load4(p.b, begin + 8 * i + thread.index / 32,
                                  thread.block_x * kColumns + 4 * (thread.index % 32));
    }
    return fetched;
  }

  // A is turned on the way. The rows of `a` are 132 numbers long and not 128, so that the two
  // threads of one row of A, who write 4 rows apart, meet banks 16 apart (4 * 132 % 32).
  template <class Thread>
  static DEVICE void put(Thread& thread, Half& half, const Fetched& fetched) {
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 4; ++j)
        thread.put(half.a[8 * i + 4 * (thread.index % 2) + j][thread.index / 2],
                   fetched.a[i].at[j]);
      thread.put4(&half.b[8 * i + thread.index / 32][4 * (thread.index % 32)], fetched.b[i]);
    }
  }

  // A warp has 32 x 64 elements of C; a thread four groups of 4 x 4 in it. `group` 0 or 1.
  template <class Thread>
  static DEVICE int row_of(const Thread& thread, int group) {
    return thread.index / 64 * 32 + 16 * group + thread.index % 32 / 8 * 4;
  }
  template <class Thread>
  static DEVICE int column_of(const Thread& thread, int group) {
    return thread.index / 32 % 2 * 64 + 32 * group + thread.index % 8 * 4;
  }

  template <class Thread>
  static DEVICE void multiply(Thread& thread, const Half& half, float (&sums)[kOwn][kOwn]) {
    UNROLL for (int k = 0; k < kDepth; ++k) {
      Four a[2], b[2];
      for (int group = 0; group < 2; ++group) {
        a[group] = thread.get4(&half.a[k][row_of(thread, group)]);
        b[group] = thread.get4(&half.b[k][column_of(thread, group)]);
      }
      for (int i = 0; i < kOwn; ++i)
        for (int j = 0; j < kOwn; ++j) sums[i][j] += a[i / 4].at[i % 4] * b[j / 4].at[j % 4];
    }
  }

  template <class Thread>
  static DEVICE void store(Thread& thread, const Product<float>& p, float (&sums)[kOwn][kOwn]) {
    for (int i = 0; i < kOwn; ++i)
      for (int group = 0; group < 2; ++group) {
        const float* s = &sums[i][4 * group];
        thread.store4(p.c, thread.block_y * kRows + row_of(thread, i / 4) + i % 4,
                      thread.block_x * kColumns + column_of(thread, group),
                      {{s[0], s[1], s[2], s[3]}});
      }
  }
};

}  // namespace lesson21
