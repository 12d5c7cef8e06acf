// Images sampled along both axes: each number of the result is a weighted sum of some rows and
// columns.
#pragma once

#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// How one axis is sampled: a sparse matrix, row by row. Number k of the result is the sum of
// weight[t] times number index[t] of the source, for t from start[k] to start[k + 1].
struct Sampling {
  int64_t source;  // the source's length
  std::vector<int64_t> start = {0}, index = {};
  std::vector<real> weight = {};

  // Of a source so long; the result has no numbers yet.
  explicit Sampling(int64_t length) : source(length) {}
  int64_t size() const { return int64_t(start.size()) - 1; }  // of the result
  // One more term of the number at the end, and then the end of that number. What has no weight is
  // never read: 0 times NaN would be NaN.
  void add(int64_t from, double share);
  void next() { start.push_back(int64_t(index.size())); }

  Sampling transposed() const;  // what takes gradients back
};

// y (images, down.size(), across.size()) of x (images, down.source, across.source). Every number
// of y is one sum in one order: the same bits for any number of threads.
void resample(int64_t images, const Sampling& down, const Sampling& across, const real* x, Slot y);

}  // namespace heed::inline HEED_PRECISION::kernels
