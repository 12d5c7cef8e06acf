// Products of small matrices, held in registers: where BLAS spends more on preparing than on
// computing.
#pragma once

#include <cstring>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// A matrix inside an array: element (i, j) stands at data[i * row + j * column].
struct View {
  const real* data;
  int64_t row, column = 1;
  View transposed() const { return {data, column, row}; }
  View from_row(int64_t i) const { return {data + i * row, row, column}; }
};

constexpr int64_t kTileRows =
    6;  // with two registers a row: 12 sums, which do not wait for each other

// n, or the next multiple of a register's width.
inline int64_t round_to_width(int64_t n) { return (n + kWidth - 1) / kWidth * kWidth; }

// The first `count` numbers of a register; the others are zeros, and are not touched in memory.
inline Batch load_some(const real* p, int64_t count) {
  alignas(64) real lanes[kWidth] = {};
  std::memcpy(lanes, p, size_t(count) * sizeof(real));
  return Batch::load_aligned(lanes);
}
inline void store_some(Batch x, real* p, int64_t count) {
  alignas(64) real lanes[kWidth];
  x.store_aligned(lanes);
  std::memcpy(p, lanes, size_t(count) * sizeof(real));
}

// One tile: Rows rows of C, Registers registers wide, of which the last holds `last` numbers.
template <int Rows, int Registers>
void tile(int64_t k, View a, const real* b, int64_t b_row, Slot c, int64_t c_row, int64_t last) {
  Batch sums[Rows][Registers];
  for (auto& row : sums)
    for (Batch& sum : row) sum = Batch(real(0));
  for (int64_t p = 0; p < k; ++p) {
    Batch right[Registers];
    for (int j = 0; j < Registers; ++j) right[j] = load(b + p * b_row + j * kWidth);
    for (int i = 0; i < Rows; ++i) {
      const Batch left(a.data[i * a.row + p * a.column]);
      for (int j = 0; j < Registers; ++j) sums[i][j] = xsimd::fma(left, right[j], sums[i][j]);
    }
  }
  for (int i = 0; i < Rows; ++i)
    for (int j = 0; j < Registers; ++j) {
      real* out = c.data + i * c_row + j * kWidth;
      const int64_t count = j + 1 < Registers ? kWidth : last;
      if (count == kWidth)
        (c.add ? load(out) + sums[i][j] : sums[i][j]).store_unaligned(out);
      else
        store_some(c.add ? load_some(out, count) + sums[i][j] : sums[i][j], out, count);
    }
}

// C (m, n) = A (m, k) B (k, n), or C += A B where c.add is set. A may have any strides, since it is
// read number by number. The rows of B and C are contiguous, and those of B can be read, whatever
// stands there, up to a whole number of registers.
inline void tile_gemm(int64_t m, int64_t n, int64_t k, View a, const real* b, int64_t b_row, Slot c,
                      int64_t c_row) {
  for (int64_t j = 0; j < n; j += 2 * kWidth) {
    const int64_t width = std::min(n - j, 2 * kWidth);
    const int64_t last = width > kWidth ? width - kWidth : width;
    for (int64_t i = 0; i < m;) {
      const auto run = [&]<int Rows>(std::integral_constant<int, Rows>) {
        const Slot out{c.data + i * c_row + j, c.add};
        if (width > kWidth)
          tile<Rows, 2>(k, a.from_row(i), b + j, b_row, out, c_row, last);
        else
          tile<Rows, 1>(k, a.from_row(i), b + j, b_row, out, c_row, last);
        i += Rows;
      };
      if (m - i >= kTileRows)
        run(std::integral_constant<int, kTileRows>{});
      else if (m - i >= 4)
        run(std::integral_constant<int, 4>{});
      else if (m - i >= 2)
        run(std::integral_constant<int, 2>{});
      else
        run(std::integral_constant<int, 1>{});
    }
  }
}

// Copies a matrix (rows, columns) to contiguous rows, `stride` numbers apart.
inline void pack(View from, int64_t rows, int64_t columns, real* to, int64_t stride) {
  if (from.column == 1) {
    for (int64_t i = 0; i < rows; ++i)
      std::memcpy(to + i * stride, from.data + i * from.row, size_t(columns) * sizeof(real));
  } else {  // read along the source's contiguous axis
    for (int64_t j = 0; j < columns; ++j)
      for (int64_t i = 0; i < rows; ++i)
        to[i * stride + j] = from.data[i * from.row + j * from.column];
  }
}

// A matrix as tile_gemm reads its right operand: where it lies, or a padded copy.
class RightOperand {
 public:
  RightOperand(View x, int64_t rows, int64_t columns) : data_(x.data), row_(x.row) {
    if (x.column == 1 && columns % kWidth == 0) return;
    row_ = round_to_width(columns);
    copy_ = Buffer::zeros(rows * row_);
    pack(x, rows, columns, copy_.data(), row_);
    data_ = copy_.data();
  }
  const real* from_row(int64_t i) const { return data_ + i * row_; }
  int64_t row() const { return row_; }

 private:
  Buffer copy_;
  const real* data_;
  int64_t row_;
};

}  // namespace heed::inline HEED_PRECISION::kernels
