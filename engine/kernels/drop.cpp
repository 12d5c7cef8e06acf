// Philox, a register of blocks at a time.

#include "engine/kernels/drop.hpp"

#include <algorithm>
#include <cmath>

namespace heed::inline HEED_PRECISION::kernels {

namespace {

constexpr int64_t kBlocks = kDrawn / 4;

// What philox(seed, stream, block + k) gives, for all k < kBlocks.
void draw(const Drop& drop, uint64_t block, uint32_t* bits) {
  uint32_t c[4][kBlocks];
  for (uint64_t k = 0; k < kBlocks; ++k) {
    c[0][k] = uint32_t(block + k), c[1][k] = uint32_t((block + k) >> 32);
    c[2][k] = uint32_t(drop.stream), c[3][k] = uint32_t(drop.stream >> 32);
  }
  uint32_t k0 = uint32_t(drop.seed), k1 = uint32_t(drop.seed >> 32);
  for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9, k1 += 0xBB67AE85)
    for (int64_t k = 0; k < kBlocks; ++k) {
      const uint64_t p0 = uint64_t(0xD2511F53) * c[0][k], p1 = uint64_t(0xCD9E8D57) * c[2][k];
      c[0][k] = uint32_t(p1 >> 32) ^ c[1][k] ^ k0, c[1][k] = uint32_t(p1);
      c[2][k] = uint32_t(p0 >> 32) ^ c[3][k] ^ k1, c[3][k] = uint32_t(p0);
    }
  for (int64_t k = 0; k < kBlocks; ++k)
    for (int64_t i = 0; i < 4; ++i) bits[4 * k + i] = c[i][k];
}

}  // namespace

Drop::Drop(double p, Random& random, int64_t numbers)
    : seed(random.seed()),
      stream(random.stream()),
      first(random.skip(uint64_t(numbers))),
      below(uint32_t(std::min(std::ceil(p * 0x1p32), 0x1p32 - 1))),
      scale(real(p < 1 ? 1 / (1 - p) : 0)) {}

void draw_factors(const Drop& drop, int64_t start, real* factors) {
  uint32_t bits[kDrawn];
  draw(drop, drop.first + uint64_t(start / 4), bits);
  const uint32_t below = drop.below;
  const real scale = drop.scale;
  for (int64_t i = 0; i < kDrawn; ++i) factors[i] = bits[i] < below ? real(0) : scale;
}

}  // namespace heed::inline HEED_PRECISION::kernels
