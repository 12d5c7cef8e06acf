// The sums of a matrix's columns, such as the gradient of a bias that was added to every row.
#pragma once

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// sums_j = sum over rows i of x_ij, for x (rows, columns) with `row` numbers from row to row; or
// added to what is there.
inline void column_sum(int64_t rows, int64_t columns, const real* x, int64_t row, Slot sums) {
  if (!sums.add) std::fill_n(sums.data, columns, real(0));
  parallel_for(columns, kGrain / (rows + 1) + kWidth, [&](int64_t begin, int64_t end) {
    for (int64_t r = 0; r < rows; ++r)
      map_here(
          end - begin, [](auto v) { return v; }, {sums.data + begin, true}, x + r * row + begin);
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
