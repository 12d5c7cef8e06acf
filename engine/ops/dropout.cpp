// Which numbers are dropped follows from the counter, so that backward finds out again and no mask
// is kept, and is the same for any number of threads.

#include "engine/ops/dropout.hpp"

#include <cmath>

#include "engine/kernels/parallel.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// Number i is drawn from the i-th 32 bits behind block `first`.
struct Drop {
  uint64_t seed, stream, first;
  uint64_t below;  // of 2^32: so many draws mean 0
  real scale;
};

constexpr int64_t kBlocks = 64;  // drawn at a time

void apply(const Drop& drop, int64_t n, const real* x, Slot y) {
  const int64_t pieces = (n + 4 * kBlocks - 1) / (4 * kBlocks);
  kernels::parallel_for(pieces, kernels::kGrain / 64 / kBlocks, [&](int64_t begin, int64_t end) {
    uint32_t bits[4 * kBlocks];
    for (int64_t piece = begin; piece < end; ++piece) {
      const int64_t start = piece * 4 * kBlocks, count = std::min(4 * kBlocks, n - start);
      for (int64_t k = 0; k < kBlocks; ++k) {
        const auto block =
            philox(drop.seed, drop.stream, drop.first + uint64_t(piece * kBlocks + k));
        std::copy(block.begin(), block.end(), bits + 4 * k);
      }
      for (int64_t i = 0; i < count; ++i) {
        const real kept = bits[i] < drop.below ? real(0) : x[start + i] * drop.scale;
        y.data[start + i] = y.add ? y.data[start + i] + kept : kept;
      }
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
  Drop drop{random.seed(), random.stream(), random.skip(uint64_t(x.numel())),
            uint64_t(std::ceil(p * 0x1p32)), real(p < 1 ? 1 / (1 - p) : 0)};
  Tensor y = empty(x.shape(), at);
  apply(drop, x.numel(), x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [drop](Backward& step) {
    apply(drop, step.size(), step.dy(), step.dx(0));  // the numbers that went had no influence
  });
}

}  // namespace heed::inline HEED_PRECISION
