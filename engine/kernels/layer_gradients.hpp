// What the backward passes of linear layers share.
#pragma once

#include "engine/kernels/column_sum.hpp"
#include "engine/kernels/gemm.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Of y = x W^T + b, for x (rows, in) and dy (rows, out): dW = dy^T x, which is (out, in), and db,
// the sum over dy's rows; each only if it is asked for.
inline void layer_gradients(int64_t rows, int64_t in, int64_t out, Matrix x, Matrix dy, Slot dw,
                            Slot db) {
  if (dw) gemm(out, in, rows, {dy.data, dy.stride, true}, x, dw, in);
  if (db) column_sum(rows, out, dy.data, dy.stride, db);
}

// The gradient of x is written some rows at a time, the others are added to in between. One tensor
// may stand in two places: then its gradient begins as `numbers` zeros, and all of them add.
inline void add_where_shared(Slot& x, int64_t numbers, std::initializer_list<Slot> others) {
  const auto shared = [&](const Slot& other) { return other.data == x.data; };
  if (!x || x.add || std::none_of(others.begin(), others.end(), shared)) return;
  std::fill_n(x.data, numbers, real(0));
  x.add = true;
}

}  // namespace heed::inline HEED_PRECISION::kernels
