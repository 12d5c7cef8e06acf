// Reductions: one kernel along the last axis, one along any other, both over chunks of fixed size.

#include "engine/kernels/fold.hpp"

#include <cmath>
#include <limits>

#include "engine/kernels/broadcast.hpp"
#include "engine/kernels/lanes.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

constexpr real kInfinity = std::numeric_limits<real>::infinity();

using std::isnan, xsimd::isnan;

struct Sum {
  static constexpr real start = 0;
  static auto join(auto a, auto b) { return a + b; }
};
struct Product {
  static constexpr real start = 1;
  static auto join(auto a, auto b) { return a * b; }
};
// NaN loses every comparison: one that is there already is kept, and a new one is not passed over.
struct Max {
  static constexpr real start = -kInfinity;
  static auto join(auto a, auto b) { return choose(isnan(a), a, choose(a > b, a, b)); }
};
struct Min {
  static constexpr real start = kInfinity;
  static auto join(auto a, auto b) { return choose(isnan(a), a, choose(a < b, a, b)); }
};

// Part of x (outer, length, inner): `chunks` pieces of the axis, each folded by itself.
struct Chunks {
  int64_t outer, length, inner, chunk;
  int64_t count() const { return std::max<int64_t>((length + chunk - 1) / chunk, 1); }
};

void put(Slot y, int64_t i, real value) { y.data[i] = y.add ? y.data[i] + value : value; }
void put(Slot y, int64_t i, Batch value) {
  (y.add ? load(y.data + i) + value : value).store_unaligned(y.data + i);
}

template <class F>
real fold_run(int64_t n, const real* x) {
  Batch parts[4] = {Batch(F::start), Batch(F::start), Batch(F::start), Batch(F::start)};
  int64_t i = 0;
  for (; i + 4 * kWidth <= n; i += 4 * kWidth)
    for (int64_t k = 0; k < 4; ++k) parts[k] = F::join(parts[k], load(x + i + k * kWidth));
  for (; i + kWidth <= n; i += kWidth) parts[0] = F::join(parts[0], load(x + i));
  if (i < n) parts[1] = F::join(parts[1], load(x + i, n - i, F::start));
  alignas(64) real lanes[kWidth];
  F::join(F::join(parts[0], parts[1]), F::join(parts[2], parts[3])).store_aligned(lanes);
  real result = F::start;
  for (const real lane : lanes) result = F::join(result, lane);
  return result;
}

// y (columns) from x (rows, columns), whose rows stand `stride` apart: Registers side by side.
template <class F, int64_t Registers>
void fold_registers(int64_t rows, int64_t stride, const real* x, Slot y) {
  Batch parts[Registers];
  std::fill_n(parts, Registers, Batch(F::start));
  for (int64_t r = 0; r < rows; ++r, x += stride)
    for (int64_t k = 0; k < Registers; ++k) parts[k] = F::join(parts[k], load(x + k * kWidth));
  for (int64_t k = 0; k < Registers; ++k) put(y, k * kWidth, parts[k]);
}

template <class F>
void fold_columns(int64_t rows, int64_t columns, int64_t stride, const real* x, Slot y) {
  int64_t i = 0;
  for (; i + 4 * kWidth <= columns; i += 4 * kWidth)
    fold_registers<F, 4>(rows, stride, x + i, {y.data + i, y.add});
  for (; i + kWidth <= columns; i += kWidth)
    fold_registers<F, 1>(rows, stride, x + i, {y.data + i, y.add});
  if (i == columns) return;
  const int64_t rest = columns - i;
  Batch part(F::start);
  for (int64_t r = 0; r < rows; ++r) part = F::join(part, load(x + r * stride + i, rest, F::start));
  store(part, {y.data + i, y.add}, rest);
}

// y (outer, chunks, inner) from x (outer, length, inner).
template <class F>
void fold_chunks(const Chunks& c, const real* x, Slot y) {
  constexpr int64_t kColumns = 1024;  // so many at a time: a short axis is shared by threads, too
  const int64_t tiles = (c.inner + kColumns - 1) / kColumns;
  const int64_t work = std::min(c.length, c.chunk) * std::min(c.inner, kColumns);
  const int64_t grain = kGrain / std::max<int64_t>(work, 1);
  parallel_for(c.outer * c.count() * tiles, grain, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      const int64_t tile = k % tiles * kColumns, row = k / tiles, o = row / c.count();
      const int64_t l = row % c.count() * c.chunk, rows = std::min(c.chunk, c.length - l);
      const real* from = x + (o * c.length + l) * c.inner + tile;
      if (c.inner == 1)
        put(y, row, fold_run<F>(rows, from));
      else
        fold_columns<F>(rows, std::min(kColumns, c.inner - tile), c.inner, from,
                        {y.data + row * c.inner + tile, y.add});
    }
  });
}

// y (outer, inner) from x (outer, length, inner): chunks, chunks of these, …, until one is left.
template <class F>
void fold_axis(int64_t outer, int64_t length, int64_t inner, const real* x, Slot y) {
  const int64_t chunk = inner == 1 ? 1024 : 64;
  Buffer parts;  // keeps what x then refers to
  while (length > chunk) {
    const Chunks chunks{outer, length, inner, chunk};
    Buffer folded = Buffer::uninitialized(outer * chunks.count() * inner);
    fold_chunks<F>(chunks, x, {folded.data(), false});
    parts = std::move(folded);
    x = parts.data();
    length = chunks.count();
  }
  fold_chunks<F>({outer, length, inner, chunk}, x, y);
}

// Neighbouring axes are folded as one, the innermost first: most numbers are gone after it.
template <class F>
void fold_all(Shape from, const Shape& to, const real* x, Slot y) {
  Buffer parts;
  const int64_t size = to.numel();
  for (int end = from.rank(); end > 0;) {
    if (from[end - 1] == to[end - 1]) {
      --end;
      continue;
    }
    int begin = end - 1;
    while (begin > 0 && to[begin - 1] == 1) --begin;
    const int64_t outer = from.product(0, begin), length = from.product(begin, end);
    const int64_t inner = from.product(end, from.rank());
    std::fill(from.begin() + begin, from.begin() + end, 1);
    const bool last = from == to;
    Buffer folded = last ? Buffer() : Buffer::uninitialized(outer * inner);
    fold_axis<F>(outer, length, inner, x, last ? y : Slot{folded.data(), false});
    if (last) return;
    parts = std::move(folded);
    x = parts.data();
    end = begin;
  }
  map(
      size, [](auto v) { return v; }, y, x);  // there was nothing to fold
}

}  // namespace

void fold(Fold kind, const Shape& from, const Shape& to, const real* x, Slot y) {
  if (kind == Fold::sum)
    fold_all<Sum>(from, to, x, y);
  else if (kind == Fold::product)
    fold_all<Product>(from, to, x, y);
  else if (kind == Fold::max)
    fold_all<Max>(from, to, x, y);
  else
    fold_all<Min>(from, to, x, y);
}

void spread(const Shape& from, const Shape& to, real scale, const real* x, Slot y) {
  if (to.numel() == 0) return;
  const BroadcastLoops<1> loops(to, {from});
  with_steps(loops.step(0), 0, [&](auto step, auto) {
    loops.parallel(
        [&](int64_t begin, int64_t end, int64_t start, const std::array<int64_t, 1>& at) {
          write_run(begin, end, {y.data + start, y.add}, [&](int64_t i, auto as) {
            return scale * read<step, typename decltype(as)::kind>(x + at[0], i);
          });
        });
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
