// Which numbers dropout drops: drawn by a counter, so that backward finds out again and no mask is
// kept, and the same for any number of threads.
#pragma once

#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Number i is drawn from the i-th 32 bits behind block `first`.
struct Drop {
  uint64_t seed, stream, first;
  uint32_t below;  // a draw below this drops
  real scale;      // of the others: 1 / (1 - p)

  Drop(double p, Random& random, int64_t numbers);  // reserves as many draws
};

// Drawn together, for SIMD.
constexpr int64_t kDrawn = 256;

// What numbers start … start + kDrawn - 1 are multiplied with: 0, or the scale. `start` is a
// multiple of 4, since a block holds four draws.
void draw_factors(const Drop& drop, int64_t start, real* factors);

}  // namespace heed::inline HEED_PRECISION::kernels
