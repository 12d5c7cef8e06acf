// One formula over arrays, a SIMD register at a time.
#pragma once

#include <cstdint>
#include <xsimd/xsimd.hpp>

#include "engine/kernels/parallel.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION::kernels {

using Batch = xsimd::batch<real>;                 // as many numbers as one register holds
constexpr int64_t kWidth = int64_t(Batch::size);  // how many that is

// condition ? yes : no, for a number and for a register of them.
inline real choose(bool condition, real yes, real no) { return condition ? yes : no; }
inline Batch choose(Batch::batch_bool_type condition, Batch yes, Batch no) {
  return xsimd::select(condition, yes, no);
}

// kWidth numbers from p, which need not be aligned.
inline Batch load(const real* p) { return Batch::load_unaligned(p); }

// Ask for what a loop that is at p will read, or write, 32 registers later. A processor by itself
// looks only as far ahead as its window of instructions reaches, which in a long formula is not
// far; and if it has prefetchers, a virtual machine need not have them.
constexpr int64_t kAhead = 32 * kWidth;
inline void prefetch(const real* p) { __builtin_prefetch(p + kAhead); }
inline void prefetch_to_write(real* p) { __builtin_prefetch(p + kAhead, 1); }

// f over all numbers of a register, by halves: in a fixed order, and four steps instead of sixteen.
template <class F>
real fold_lanes(Batch x, F f) {
  alignas(64) real lanes[kWidth];
  x.store_aligned(lanes);
  for (int64_t half = kWidth / 2; half > 0; half /= 2)
    for (int64_t i = 0; i < half; ++i) lanes[i] = f(lanes[i], lanes[i + half]);
  return lanes[0];
}
// The sum of a register's numbers; xsimd renamed it in version 9.
template <class B>
real add_lanes(B x) {
  if constexpr (requires { reduce_add(x); })
    return reduce_add(x);
  else
    return hadd(x);
}

// out = f(a, b, …), or out += f(a, b, …) where `add` is set. `f` is written once, over auto: it is
// called with registers, and for the tail with numbers. In the thread that calls. With `Far`, for
// arrays that may not be in the cache.
template <bool Far = false, class F, class... In>
void map_here(int64_t n, F f, Slot out, const In*... in) {
  const auto ahead = [&](int64_t i) {
    if constexpr (Far) (prefetch(in + i), ..., prefetch_to_write(out.data + i));
  };
  int64_t i = 0;
  if (out.add) {
    for (; i + kWidth <= n; ahead(i), i += kWidth)
      (load(out.data + i) + f(load(in + i)...)).store_unaligned(out.data + i);
    for (; i < n; ++i) out.data[i] += f(in[i]...);
  } else {
    for (; i + kWidth <= n; ahead(i), i += kWidth) f(load(in + i)...).store_unaligned(out.data + i);
    for (; i < n; ++i) out.data[i] = f(in[i]...);
  }
}

// The same over all threads, for long arrays.
template <class F, class... In>
void map(int64_t n, F f, Slot out, const In*... in) {
  parallel_for(n, kGrain / 4, [&](int64_t begin, int64_t end) {
    map_here<true>(end - begin, f, {out.data + begin, out.add}, (in + begin)...);
  });
}

// The sum of f(a, b, …) over n numbers, in registers; f as in map(). Four sums side by side,
// because one alone would wait for each addition.
template <class F, class... In>
real sum(int64_t n, F f, const In*... in) {
  Batch sums[4] = {Batch(real(0)), Batch(real(0)), Batch(real(0)), Batch(real(0))};
  int64_t i = 0;
  for (; i + 4 * kWidth <= n; i += 4 * kWidth)
    for (int64_t k = 0; k < 4; ++k) sums[k] += f(load(in + i + k * kWidth)...);
  for (; i + kWidth <= n; i += kWidth) sums[0] += f(load(in + i)...);
  real total = add_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < n; ++i) total += f(in[i]...);
  return total;
}

}  // namespace heed::inline HEED_PRECISION::kernels
