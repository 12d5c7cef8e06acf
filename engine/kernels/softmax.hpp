// What softmax, log_softmax and cross_entropy share: a line's largest number, and the sum of its
// exponentials after that is subtracted.
#pragma once

#include <limits>

#include "engine/kernels/lines.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// For each line, in all lanes that belong to it. Where all numbers are -inf, `max` is 0, so that
// e^(x - max) is 0 and not NaN; `sum` is then 0.
struct Peak {
  Batch max, sum;
};

// Calls keep(at, lanes, e^(x - max)) on the way.
template <class Keep>
Peak peak_of(const Line& line, const real* x, const Keep& keep) {
  constexpr real nothing = -std::numeric_limits<real>::infinity();
  Batch max(nothing), sum(real(0));
  line.each(
      [&](int64_t at, int64_t lanes) { max = xsimd::max(max, load(x + at, lanes, nothing)); });
  max = line.largest(max);
  max = choose(max == Batch(nothing), Batch(real(0)), max);
  line.each([&](int64_t at, int64_t lanes) {
    const Batch e = xsimd::exp(load(x + at, lanes, nothing) - max);
    sum += e;
    keep(at, lanes, e);
  });
  return {max, line.total(sum)};
}

// log(sum), or 0 where a line has nothing but -inf.
inline Batch log_sum(const Peak& peak) {
  return choose(peak.sum == Batch(real(0)), Batch(real(0)), xsimd::log(peak.sum));
}

}  // namespace heed::inline HEED_PRECISION::kernels
