// A tensor seen from one of its axes, as lines.hpp sees it, for loops that run along the axis and
// carry something from number to number: neighbouring lines go side by side.
#pragma once

#include "engine/kernels/lines.hpp"

namespace heed::inline HEED_PRECISION::kernels {

constexpr int64_t kColumns = 64;  // at most so many side by side

// Calls body(first, line, width) for all lines, over threads: `width` lines beside each other, of
// which the first is number `line` and begins at number `first`; x.inner is from place to place.
template <class Body>
void each_column(const Lines& x, const Body& body) {
  const int64_t tiles = (x.inner + kColumns - 1) / kColumns;
  const int64_t work = x.length * std::min(x.inner, kColumns);
  const int64_t grain = kGrain / 4 / std::max<int64_t>(work, 1);
  parallel_for(x.outer * tiles, grain, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      const int64_t o = k / tiles, i = k % tiles * kColumns;
      body(o * x.length * x.inner + i, o * x.inner + i, std::min(kColumns, x.inner - i));
    }
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
