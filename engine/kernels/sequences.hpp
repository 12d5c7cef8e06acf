// Sequences of different lengths in one batch, and the order in which their steps are taken.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "engine/indices.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// The sequences of a batch (B, T, ..), each walked from its beginning to its own end, or back.
struct Sequences {
  int64_t count, time;  // B, T
  Indices lengths;      // (B)
  bool reverse;

  // Where in time step k of sequence b is.
  int64_t place(int64_t b, int64_t k) const { return reverse ? lengths[b] - 1 - k : k; }
};

// Some of them, which one thread walks together, the longest first: at step k the first running(k)
// still go on. So a step's product has no rows of padding.
class SequenceGroup {
 public:
  SequenceGroup(const Sequences& all, int64_t begin, int64_t end)
      : all_(all), order_(size_t(end - begin)) {
    std::iota(order_.begin(), order_.end(), begin);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](int64_t a, int64_t b) { return all.lengths[a] > all.lengths[b]; });
  }
  int64_t size() const { return int64_t(order_.size()); }
  int64_t operator[](int64_t i) const { return order_[size_t(i)]; }  // which sequence is the i-th
  int64_t steps() const { return all_.lengths[order_[0]]; }
  int64_t running(int64_t k) const {
    const auto goes_on = [&](int64_t b) { return all_.lengths[b] > k; };
    return std::partition_point(order_.begin(), order_.end(), goes_on) - order_.begin();
  }

 private:
  const Sequences& all_;
  std::vector<int64_t> order_;
};

}  // namespace heed::inline HEED_PRECISION::kernels
