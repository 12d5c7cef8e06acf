// The cost of a product here and there.

#include "engine/cuda/cost.hpp"

namespace heed::inline HEED_PRECISION::cuda {

double seconds_here(const Rates& rates, const Load& load) { return load.flops / rates.here; }

double seconds_there(const Rates& rates, const Load& load) {
  return rates.wait + load.up / rates.up + load.flops / rates.there + load.down / rates.down;
}

// The gain, n^3 (1/here - 1/there) less a term in n^2 and a constant, changes its sign once at
// most.
int64_t crossover(const Rates& rates, bool b_is_kept) {
  const auto pays = [&](int64_t n) {
    const double bytes = double(n) * double(n) * sizeof(real);
    const Load load{2.0 * double(n) * double(n) * double(n), (b_is_kept ? 1 : 2) * bytes, bytes};
    return seconds_there(rates, load) < seconds_here(rates, load);
  };
  int64_t below = 0, from = 1 << 20;
  if (!pays(from)) return 0;
  while (from - below > 1) {
    const int64_t middle = (below + from) / 2;
    (pays(middle) ? from : below) = middle;
  }
  return from;
}

}  // namespace heed::inline HEED_PRECISION::cuda
