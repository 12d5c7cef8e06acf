// Scaled dot-product attention of one head, in blocks of queries: memory grows with N, not with
// N^2.
#pragma once

#include "engine/kernels/drop.hpp"
#include "engine/kernels/tile.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Who may attend to whom: query i to key j if the byte at data[i * row + j * column] is not 0, nor
// that at keys[j]. No data, no keys: everyone; causal: keys 0 … i only.
struct Allowed {
  const uint8_t* data = nullptr;
  int64_t row = 0, column = 0;
  bool causal = false;
  const uint8_t* keys = nullptr;
};

// One head: queries Q (n, d), keys K (m, d), values V (m, e).
struct Head {
  int64_t n, m, d, e;
  real scale;
  Allowed allowed;
  View q, k, v;
  const Drop* drop = nullptr;  // dropout of the weights, in training
  int64_t first_query = 0;     // its place among the queries of all heads
};

// How many numbers dropout draws for a query: whole blocks.
inline int64_t draws(int64_t keys) { return (keys + 3) / 4 * 4; }

// Where a head's gradients go: rows of a matrix, added or written.
struct Rows {
  Slot slot;
  int64_t row;
};

// Attention over heads of one shape, one after the other: what it needs beside their numbers is
// kept from head to head. One for each thread.
class Attention {
 public:
  explicit Attention(const Head& shape);
  // O = softmax(scale Q K^T) V, row by row, to out (n, e) with `row` numbers from row to row. For
  // backward it leaves log_sum[i], the logarithm of the sum of the exponentials of row i. Dropout
  // multiplies each weight with 0 or 1 / (1 - p).
  void forward(const Head& head, real* out, int64_t row, real* log_sum);
  void backward(const Head& head, const real* log_sum, View dout, Rows dq, Rows dk, Rows dv);

 private:
  void draw(const Head& head, int64_t query, int64_t rows);
  void drop(const Head& head, int64_t rows, real* x) const;
  void scores_forward(const Head& head, int64_t query, int64_t rows, real* log_sum);
  void scores_backward(const Head& head, int64_t query, int64_t rows, const real* log_sum);

  int64_t block_, width_;  // so many queries at a time; numbers from row to row of scores
  Buffer p_, ds_;          // a block's scores, then weights, and in backward their gradients
  Buffer sums_, factors_;  // what makes weights of exponentials, a query each; what dropout draws
  RightOperand keys_, values_, queries_, dout_, keys_t_, values_t_;
};

}  // namespace heed::inline HEED_PRECISION::kernels
