// Portable, seeded random numbers: a counter, encrypted.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Philox4x32-10 (Salmon et al. 2011): block `counter` of the stream (seed, stream). Any block can
// be computed without those before it, so results do not depend on threads, and dropout can draw
// its mask again in backward instead of keeping it.
std::array<uint32_t, 4> philox(uint64_t seed, uint64_t stream, uint64_t counter);

// A stream of random numbers: the same on every machine for the same seed. The distributions are
// our own, since the standard library's differ between vendors.
class Random {
 public:
  explicit Random(uint64_t seed, uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  // Each takes the numbers that come next.
  uint32_t bits();                          // 32 of them, each as likely 0 as 1
  double uniform();                         // in [0, 1), 32 random bits
  double uniform(double low, double high);  // in [low, high)
  double normal();                          // mean 0, variance 1 (Box and Muller 1958)
  int64_t integer(int64_t n);               // 0 … n-1, each as likely; n >= 1
  bool chance(double probability) { return uniform() < probability; }
  std::vector<int64_t> permutation(int64_t n);  // of 0 … n-1 (Fisher and Yates)

  // Where the stream is: a stream with the same seed and stream, sought to the same position, goes
  // on with the same numbers.
  uint64_t seed() const { return seed_; }
  uint64_t stream() const { return stream_; }
  uint64_t position() const { return position_; }  // how many 32-bit numbers were drawn
  void seek(uint64_t position) { position_ = position; }
  uint64_t skip(uint64_t numbers);  // reserves whole blocks for `numbers`; returns the first block

 private:
  uint64_t seed_, stream_;
  uint64_t position_ = 0;
};

// The stream that layers, dropout and the functions below use unless given another.
Random& default_random();
void manual_seed(uint64_t seed);  // starts it anew

Tensor rand(const Shape& shape, double low = 0, double high = 1,
            Random& random = default_random());                       // uniform
Tensor randn(const Shape& shape, Random& random = default_random());  // normal

}  // namespace heed::inline HEED_PRECISION
