// Matrices as they lie in memory, and packed: what is sent to a device has no gaps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/kernels/gemm.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// `count` arrays of `rows` rows of `columns` numbers, which begin `stride` apart, the arrays `step`
// apart. Packed, number p is the p-th in that order.
struct Layout {
  const real* data;
  int64_t count, rows, columns, stride, step;

  // Numbers in all.
  int64_t size() const { return count * rows * columns; }
  bool operator==(const Layout&) const = default;
};

// A matrix (rows, columns) of a product: as it lies there, if it is transposed the other way round.
// Where a batch shares it, `step` is 0 and there is one.
inline Layout layout_of(const kernels::Matrix& x, int64_t rows, int64_t columns, int64_t count,
                        int64_t step) {
  if (x.transposed) std::swap(rows, columns);
  return {x.data, step == 0 ? 1 : count, rows, columns, x.stride, step};
}

// Calls body(from, p, length) for stretches of memory that together are the packed numbers [begin,
// end): `length` numbers from data[from] on are those from p on.
template <class Body>
void each_stretch(Layout x, int64_t begin, int64_t end, const Body& body) {
  if (x.stride == x.columns) x.columns *= std::exchange(x.rows, 1);  // rows without gaps
  if (x.step == x.columns && x.rows == 1) x.columns *= std::exchange(x.count, 1);  // and arrays
  while (begin < end) {
    const int64_t row = begin / x.columns, column = begin % x.columns;
    const int64_t length = std::min(x.columns - column, end - begin);
    body(row / x.rows * x.step + row % x.rows * x.stride + column, begin, length);
    begin += length;
  }
}

}  // namespace heed::inline HEED_PRECISION::cuda
