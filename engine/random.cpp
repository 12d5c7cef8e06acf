// Philox and the distributions made from it.

#include "engine/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

namespace heed::inline HEED_PRECISION {

std::array<uint32_t, 4> philox(uint64_t seed, uint64_t stream, uint64_t counter) {
  uint32_t c0 = uint32_t(counter), c1 = uint32_t(counter >> 32);
  uint32_t c2 = uint32_t(stream), c3 = uint32_t(stream >> 32);
  uint32_t k0 = uint32_t(seed), k1 = uint32_t(seed >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t(0xD2511F53) * c0, p1 = uint64_t(0xCD9E8D57) * c2;
    c0 = uint32_t(p1 >> 32) ^ c1 ^ k0;
    c1 = uint32_t(p1);
    c2 = uint32_t(p0 >> 32) ^ c3 ^ k1;
    c3 = uint32_t(p0);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return {c0, c1, c2, c3};
}

uint32_t Random::bits() {
  const auto block = philox(seed_, stream_, position_ / 4);
  return block[position_++ % 4];
}

double Random::uniform() { return bits() * 0x1p-32; }
double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Random::normal() {
  const double u = (bits() + 1.0) * 0x1p-32;  // in (0, 1]: its logarithm is finite
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * uniform());
}

int64_t Random::integer(int64_t n) {
  if (n < 1) throw ValueError("[Random::integer] needs n >= 1, got " + std::to_string(n));
  const uint64_t range = uint64_t(n), fair = UINT64_MAX - UINT64_MAX % range;
  uint64_t drawn;
  do {  // what lies past the last whole multiple of n would favour small numbers
    const uint64_t high = bits();
    drawn = high << 32 | bits();
  } while (drawn >= fair);
  return int64_t(drawn % range);
}

std::vector<int64_t> Random::permutation(int64_t n) {
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (int64_t i = n - 1; i > 0; --i) std::swap(order[size_t(i)], order[size_t(integer(i + 1))]);
  return order;
}

uint64_t Random::skip(uint64_t numbers) {
  const uint64_t first = (position_ + 3) / 4;
  position_ = 4 * (first + (numbers + 3) / 4);
  return first;
}

Random& default_random() {
  static thread_local Random random(0);
  return random;
}

void manual_seed(uint64_t seed) { default_random() = Random(seed); }

Tensor rand(const Shape& shape, double low, double high, Random& random) {
  Tensor x = empty(shape);
  real* values = x.mutable_data();
  for (int64_t i = 0; i < x.numel(); ++i) values[i] = real(random.uniform(low, high));
  return x;
}

Tensor randn(const Shape& shape, Random& random) {
  Tensor x = empty(shape);
  real* values = x.mutable_data();
  for (int64_t i = 0; i < x.numel(); ++i) values[i] = real(random.normal());
  return x;
}

}  // namespace heed::inline HEED_PRECISION
