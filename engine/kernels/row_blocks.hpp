// Rows of numbers that several products read and write one after the other: some rows at a time,
// which are still in the cache when the next product wants them.
#pragma once

#include "engine/kernels/gemm.hpp"
#include "engine/kernels/parallel_sum.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// How many rows there are, and what says how many of them go at a time.
struct RowBlocks {
  int64_t rows;     // of the matrices, (rows, ..)
  int64_t numbers;  // that belong to a row, in all arrays together
  int64_t weights;  // how many numbers the largest of the gradients that rows add to has

  // Rows go in blocks unless the weights' gradients would not stay in the cache meanwhile, or
  // products leave this processor: then all at once, and each product looks after its threads
  // itself.
  bool in_blocks() const { return weights <= 1 << 17 && !gemm_is_elsewhere(); }
  // How many at a time: 256 KiB of floats.
  int64_t length() const {
    return in_blocks() ? std::max<int64_t>(64, (1 << 16) / (numbers + 1)) : rows;
  }
  // So many rows are worth a thread.
  int64_t grain() const { return 8 * kGrain / (weights + 1) + kRowsApart; }

  // Calls body(first, count) for blocks that together are all rows, over threads.
  template <class Body>
  void each(const Body& body) const {
    if (!in_blocks()) return body(0, rows);
    parallel_for(rows, grain(), [&](int64_t begin, int64_t end) { walk(begin, end, body); });
  }
  // The same for a body that adds to gradients: body(first, count, sums). Each thread has sums of
  // its own, `size` numbers, which take(sums) gets when they are added up. One thread, or all rows
  // at once: sums is null, and the body itself puts them where they belong.
  template <class Body, class Take>
  void each_adding(int64_t size, const Body& body, const Take& take) const {
    const auto alone = [&](int64_t first, int64_t count) { body(first, count, nullptr); };
    if (!in_blocks()) return alone(0, rows);
    if (free_threads() == 1 || rows < 2 * grain()) return walk(0, rows, alone);
    take(parallel_sum(rows, grain(), size, [&](int64_t begin, int64_t end, real* sums) {
      walk(begin, end, [&](int64_t first, int64_t count) { body(first, count, sums); });
    }));
  }

 private:
  static constexpr int64_t kRowsApart = 16;
  template <class Body>
  void walk(int64_t begin, int64_t end, const Body& body) const {
    int64_t first = begin;
    do {
      body(first, std::min(length(), end - first));
      first += length();
    } while (first < end);
  }
};

}  // namespace heed::inline HEED_PRECISION::kernels
