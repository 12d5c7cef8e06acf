// Products of small matrices, held in registers: where BLAS spends more on preparing than on
// computing.
#pragma once

#include <cstring>

#include "engine/kernels/lanes.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// A matrix inside an array: element (i, j) stands at data[i * row + j * column].
struct View {
  const real* data;
  int64_t row, column = 1;
  View transposed() const { return {data, column, row}; }
  View from_row(int64_t i) const { return {data + i * row, row, column}; }
};

// A tile of the result is 6 rows of 4 registers, if there are 32 registers: 24 sums that do not
// wait for each other, 4 registers of B beside them, and for 24 multiply-adds only 10 numbers to
// load. With 16 registers it is 6 rows of 2.
constexpr int64_t kTileRows = 6;
#if XSIMD_WITH_AVX512F
constexpr int64_t kTileRegisters = 4;
#else
constexpr int64_t kTileRegisters = 2;
#endif
constexpr int64_t kPanel = kTileRegisters * kWidth;  // so many columns wide

// n, or the next multiple of a register's width.
inline int64_t round_to_width(int64_t n) { return (n + kWidth - 1) / kWidth * kWidth; }

// B as tiles read it, a panel of kPanel columns at a time: row i of panel j stands at
// data + j * panel + i * row, and can be read, whatever stands there, to the end of a register.
struct Panels {
  const real* data;
  int64_t row, panel;
  Panels from_row(int64_t i) const { return {data + i * row, row, panel}; }
};

// C (m, n) = A (m, k) B (k, n), or C += A B where c.add is set; and `bias`, if given, n numbers
// more in each row. A may have any strides, since it is read number by number; C's rows are
// contiguous, c_row numbers apart.
void tile_gemm(int64_t m, int64_t n, int64_t k, View a, Panels b, Slot c, int64_t c_row,
               const real* bias = nullptr);

// A matrix as tile_gemm reads its right operand: where it lies; or, where its rows are no rows of
// registers or `copied` asks for it, a copy in panels, in which all that a tile reads is near, and
// zeros behind the last column.
class RightOperand {
 public:
  RightOperand() = default;
  RightOperand(View x, int64_t rows, int64_t columns, bool copied = false) {
    assign(x, rows, columns, copied);
  }
  // Another matrix. The copy of one of the same sizes is used again.
  void assign(View x, int64_t rows, int64_t columns, bool copied = false);
  const Panels& panels() const { return panels_; }
  Panels from_row(int64_t i) const { return panels_.from_row(i); }

 private:
  Buffer copy_;
  int64_t rows_ = 0, columns_ = 0;  // of the copy
  Panels panels_{};
};

}  // namespace heed::inline HEED_PRECISION::kernels
