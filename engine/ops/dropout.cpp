// Which numbers are dropped follows from the counter, so that backward finds out again and no mask
// is kept, and is the same for any number of threads.

#include "engine/ops/dropout.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// Number i is drawn from the i-th 32 bits behind block `first`.
struct Drop {
  uint64_t seed, stream, first;
  uint32_t below;  // a draw below this drops
  real scale;      // of the others
};

constexpr int64_t kBlocks = 64;          // drawn side by side, for SIMD
constexpr int64_t kDrawn = 4 * kBlocks;  // numbers

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

// y = x, each number times 0 or the scale, or += where y.add is set: forward with numbers, backward
// with gradients.
void apply(const Drop& drop, int64_t n, const real* x, Slot y) {
  const int64_t pieces = (n + kDrawn - 1) / kDrawn;
  kernels::parallel_for(pieces, kernels::kGrain / 8 / kDrawn, [&](int64_t begin, int64_t end) {
    const auto [below, scale] = std::pair(drop.below, drop.scale);
    uint32_t bits[kDrawn];
    real factor[kDrawn];
    for (int64_t start = begin * kDrawn; start < std::min(end * kDrawn, n); start += kDrawn) {
      draw(drop, drop.first + uint64_t(start / 4), bits);
      for (int64_t i = 0; i < kDrawn; ++i) factor[i] = bits[i] < below ? real(0) : scale;
      kernels::write_run(0, std::min(kDrawn, n - start), {y.data + start, y.add},
                         [from = x + start, &factor](int64_t i, auto as) {
                           using Kind = typename decltype(as)::kind;
                           return kernels::read<1, Kind>(from, i) *
                                  kernels::read<1, Kind>(factor, i);
                         });
    }
  });
}

}  // namespace

Tensor dropout(const Tensor& x, double p, bool training, Random& random, Place at) {
  const Op op("dropout", at);
  if (!(p >= 0 && p <= 1))
    throw ValueError(
        op.explain("p is " + std::to_string(p), {{"x", x.shape()}}, "needs a probability, 0 to 1"));
  if (!training || p == 0) return x;
  const Drop drop{random.seed(), random.stream(), random.skip(uint64_t(x.numel())),
                  uint32_t(std::min(std::ceil(p * 0x1p32), 0x1p32 - 1)),
                  real(p < 1 ? 1 / (1 - p) : 0)};
  Tensor y = empty(x.shape(), at);
  apply(drop, x.numel(), x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [drop](Backward& step) {
    apply(drop, step.size(), step.dy(), step.dx(0));  // the numbers that went had no influence
  });
}

}  // namespace heed::inline HEED_PRECISION
