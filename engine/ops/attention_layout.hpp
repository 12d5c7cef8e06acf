// What the forms of attention share: their options checked; which head lies where, and what its
// queries see.
#pragma once

#include <optional>
#include <vector>

#include "engine/kernels/attention.hpp"
#include "engine/ops/attention.hpp"

namespace heed::inline HEED_PRECISION {

// For scores (B, .., N, M): ShapeError unless key_padding, if given, is (B, M); ValueError unless
// the scale, if given, is positive, and dropout 0 to 1.
void check_options(const Op& op, const AttentionOptions& options, const Shape& scores);
double scale_of(const AttentionOptions& options, int64_t depth);  // for queries of `depth` numbers

// Where the mask of each head begins, and its strides: 0 along the axes it is broadcast over.
class Masks {
 public:
  // `outer` are the axes before the queries: the batch, then the heads.
  Masks(const Op& op, const AttentionOptions& options, const Shape& outer, int64_t n, int64_t m);
  kernels::Allowed head(int64_t i) const;

 private:
  std::optional<Mask> mask_, key_padding_;
  bool causal_;
  int64_t row_ = 0, column_ = 0;
  std::vector<int64_t> begin_;
  int64_t keys_, heads_;  // M, and how many heads see the same keys
};

// Where the heads lie in one array: rows of numbers, `row` apart.
struct Lanes {
  int64_t batch, head, row;  // from one batch to the next, from one head to the next, row to row
};

// All heads of an operation: their sizes, and where each lies in queries, keys, values and result.
class Layout {
 public:
  // Heads side by side in rows: queries and keys `width` numbers wide, values and result
  // `value_width`. Checks the options, and reserves what dropout draws from the default stream.
  Layout(const Op& op, const AttentionOptions& options, const Shape& outer, int64_t heads,
         int64_t queries, int64_t keys, int64_t width, int64_t value_width);
  void place_inputs(const Lanes& lanes) { q_ = k_ = v_ = lanes; }  // if they lie elsewhere

  int64_t queries() const { return n_; }                   // of one head
  int64_t rows() const { return batches_ * heads_ * n_; }  // queries of all heads
  // y; and of each query, for backward, the logarithm of the sum of its exponentials.
  void forward(const real* q, const real* k, const real* v, real* y, real* log_sum) const;
  void backward(const real* q, const real* k, const real* v, const real* log_sum, const real* dy,
                Slot dq, Slot dk, Slot dv) const;

 private:
  int64_t begin(const Lanes& lanes, int64_t i) const {
    return i / heads_ * lanes.batch + i % heads_ * lanes.head;
  }
  kernels::Rows rows_of(const Lanes& lanes, int64_t i, Slot slot) const {
    return {{slot ? slot.data + begin(lanes, i) : nullptr, slot.add}, lanes.row};
  }
  kernels::Head head(int64_t i, const real* q, const real* k, const real* v) const;
  template <class Body>
  void each_head(const real* q, const real* k, const real* v, const Body& body) const;

  int64_t batches_, heads_, n_, m_, d_, e_;
  real scale_;
  Lanes q_, k_, v_, y_;
  Masks masks_;
  std::optional<kernels::Drop> drop_;
};

}  // namespace heed::inline HEED_PRECISION
