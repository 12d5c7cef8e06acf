// Copying goes place by place; adding goes column by column, so that two numbers for one place
// never meet in different threads.

#include "engine/kernels/places.hpp"

#include <cstring>

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION::kernels {

void copy_places(const Lines& x, std::span<const int64_t> places, const real* from, real* y) {
  const int64_t count = int64_t(places.size()), inner = x.inner;
  const int64_t grain = kGrain / 4 / std::max<int64_t>(inner, 1);
  if (inner == 0) return;
  parallel_for(x.outer * count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      const real* source = from + (k / count * x.length + places[size_t(k % count)]) * inner;
      if (inner == 1)
        y[k] = *source;
      else
        std::memcpy(y + k * inner, source, size_t(inner) * sizeof(real));
    }
  });
}

void add_to_places(const Lines& x, std::span<const int64_t> places, const real* dy, real* dx) {
  const int64_t count = int64_t(places.size()), inner = x.inner;
  const int64_t grain = std::max(kGrain / 4 / std::max<int64_t>(count, 1), kWidth);
  parallel_for(x.count(), grain, [&](int64_t begin, int64_t end) {
    for (int64_t column = begin, next; column < end; column = next) {  // of one o after another
      const int64_t o = column / inner, first = column % inner;
      next = std::min(end, column + inner - first);
      for (int64_t k = 0; k < count; ++k) {
        const real* row = dy + (o * count + k) * inner;
        real* sums = dx + (o * x.length + places[size_t(k)]) * inner;
        write_run(first, first + next - column, {sums, true},
                  [&](int64_t i, auto as) { return read<1, typename decltype(as)::kind>(row, i); });
      }
    }
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
