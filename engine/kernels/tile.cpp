// Products tile by tile, and the packing of what they read.

#include "engine/kernels/tile.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace heed::inline HEED_PRECISION::kernels {

namespace {

// What all tiles of a product have in common. It is written once and then only read: a tile's
// arguments go in registers: on the stack they would wait behind the stores of the tile before.
struct Strides {
  int64_t k, a_row, a_column, b_row, c_row;
  bool add;
};

// One tile: Rows rows of C, Registers registers wide, of which the last holds `last` numbers. The
// loops over its rows and registers must vanish, or the sums would not stay in registers.
template <int Rows, int Registers>
void tile(const Strides& s, const real* a, const real* b, real* c, int64_t last, const real* bias) {
  const auto used = [&](int j) { return j + 1 < Registers ? kWidth : last; };
  Batch sums[Rows][Registers];
#pragma GCC unroll 8
  for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < Registers; ++j)
      sums[i][j] = bias ? load(bias + j * kWidth, used(j), 0) : Batch(real(0));
  for (int64_t p = 0; p < s.k; ++p, a += s.a_column, b += s.b_row) {
    Batch right[Registers];
#pragma GCC unroll 8
    for (int j = 0; j < Registers; ++j) right[j] = load(b + j * kWidth);
#pragma GCC unroll 8
    for (int i = 0; i < Rows; ++i) {
      const Batch left(a[i * s.a_row]);
#pragma GCC unroll 8
      for (int j = 0; j < Registers; ++j) sums[i][j] = xsimd::fma(left, right[j], sums[i][j]);
    }
  }
  const int64_t c_row = s.c_row;  // read once: for all the compiler knows, c may write to s
  const auto write = [&](bool add) {
#pragma GCC unroll 8
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < Registers; ++j)
        store(sums[i][j], {c + i * c_row + j * kWidth, add}, used(j));
  };
  s.add ? write(true) : write(false);
}

using Tile = decltype(&tile<1, 1>);

// How many rows a tile may have.
constexpr int64_t kRows[] = {kTileRows, 4, 2, 1};

// One tile for each of them and each number of registers.
template <int... Less>
constexpr auto all_tiles(std::integer_sequence<int, Less...>) {
  return std::array<std::array<Tile, 4>, sizeof...(Less)>{
      {{tile<kTileRows, Less + 1>, tile<4, Less + 1>, tile<2, Less + 1>, tile<1, Less + 1>}...}};
}
constexpr auto kTiles = all_tiles(std::make_integer_sequence<int, int(kTileRegisters)>{});

// Swaps rows and columns of a square of registers: of blocks of 1, 2, 4, … numbers, those off the
// diagonal of each two by two change places.
using Lanes __attribute__((vector_size(kWidth * sizeof(real)))) = real;

template <int Block, int... I>
void swap_blocks(Lanes& a, Lanes& b, std::integer_sequence<int, I...>) {
  constexpr int n = int(kWidth);
  const Lanes upper = __builtin_shufflevector(a, b, (I & Block ? n + (I ^ Block) : I)...);
  b = __builtin_shufflevector(a, b, (I & Block ? n + I : (I ^ Block))...);
  a = upper;
}
template <int Block = 1>
void turn(Lanes* rows) {
#pragma GCC unroll 16
  for (int i = 0; i < kWidth; ++i)
    if (!(i & Block))
      swap_blocks<Block>(rows[i], rows[i + Block], std::make_integer_sequence<int, int(kWidth)>{});
  if constexpr (2 * Block < kWidth) turn<2 * Block>(rows);
}

// Copies rows of a matrix, `columns` of their numbers, to rows that stand `row` apart. Where
// columns are contiguous, squares of registers are read along them and turned.
void pack_panel(View from, int64_t rows, int64_t columns, real* to, int64_t row) {
  if (from.column == 1) {
    for (int64_t i = 0; i < rows; ++i)
      std::memcpy(to + i * row, from.data + i * from.row, size_t(columns) * sizeof(real));
    return;
  }
  int64_t i = 0;
  for (; from.row == 1 && i + kWidth <= rows; i += kWidth)
    for (int64_t j = 0; j < columns; j += kWidth) {
      Lanes square[kWidth];
#pragma GCC unroll 16
      for (int64_t c = 0; c < kWidth; ++c)  // a column beyond the last is zeros
        square[c] = j + c < columns ? load(from.data + i + (j + c) * from.column) : Batch(real(0));
      turn(square);
#pragma GCC unroll 16
      for (int64_t r = 0; r < kWidth; ++r) Batch(square[r]).store_aligned(to + (i + r) * row + j);
    }
  for (; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      to[i * row + j] = from.data[i * from.row + j * from.column];
}

}  // namespace

void tile_gemm(int64_t m, int64_t n, int64_t k, View a, Panels b, Slot c, int64_t c_row,
               const real* bias) {
  const Strides strides{k, a.row, a.column, b.row, c_row, c.add};
  for (int64_t j = 0; j < n; j += kPanel, b.data += b.panel) {
    const int64_t width = std::min(n - j, kPanel), registers = (width + kWidth - 1) / kWidth;
    const int64_t last = width - (registers - 1) * kWidth;
    const auto& tiles = kTiles[size_t(registers - 1)];
    const real* first = bias ? bias + j : nullptr;
    size_t which = 0;
    for (int64_t i = 0; i < m; i += kRows[which]) {
      while (m - i < kRows[which]) ++which;
      tiles[which](strides, a.data + i * a.row, b.data, c.data + i * c_row + j, last, first);
    }
  }
}

void RightOperand::assign(View x, int64_t rows, int64_t columns, bool copied) {
  panels_ = {x.data, x.row, kPanel};
  if (!copied && x.column == 1 && columns % kWidth == 0) return;
  const int64_t row = std::clamp(round_to_width(columns), kWidth, kPanel), panel = rows * row;
  const int64_t panels = (columns + kPanel - 1) / kPanel;
  if (rows != rows_ || columns != columns_)
    copy_ = columns % row ? Buffer::zeros(panels * panel) : Buffer::uninitialized(panels * panel);
  rows_ = rows, columns_ = columns;
  for (int64_t j = 0; j < panels; ++j)
    pack_panel({x.data + j * kPanel * x.column, x.row, x.column}, rows,
               std::min(kPanel, columns - j * kPanel), copy_.data() + j * panel, row);
  panels_ = {copy_.data(), row, panel};
}

}  // namespace heed::inline HEED_PRECISION::kernels
