// Reductions of a formula of each number and of what its group shares, and their reverse: what
// fold() and spread() do for the numbers themselves.
#pragma once

#include "engine/kernels/broadcast.hpp"
#include "engine/kernels/fold.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Sums of f(number, own) over pieces of the runs that a group is made of, for fold() to add up.
template <class F>
void sum_runs(const BroadcastLoops<1>& loops, int64_t chunk, const F& f, const real* x,
              const real* own, real* sums) {
  const int64_t length = loops.length(), chunks = (length + chunk - 1) / chunk;
  const auto sum_chunk = [&](int64_t run, int64_t k, real shared) {
    const auto term = [&](auto v) { return f(v, decltype(v)(shared)); };
    sums[run * chunks + k] =
        sum(std::min(chunk, length - k * chunk), term, x + run * length + k * chunk);
  };
  if (loops.runs() == 1)
    return parallel_for(chunks, kGrain / 4 / chunk, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; ++k) sum_chunk(0, k, *own);
    });
  parallel_for(loops.runs(), kGrain / 4 / length, [&](int64_t begin, int64_t end) {
    loops.each(begin, end, [&](int64_t run, const std::array<int64_t, 1>& at) {
      for (int64_t k = 0; k < chunks; ++k) sum_chunk(run, k, own[at[0]]);
    });
  });
}

// y = f(x, own…) for all numbers of `shape`, or += where y.add is set. `groups` is the shape of
// `own`: as fold() wants it, of length 1 along the axes on which a group's numbers stand.
template <class F, class... Own>
void spread_terms(const Shape& shape, const Shape& groups, const F& f, Slot y, const real* x,
                  const Own*... own) {
  if (shape.numel() == 0) return;
  const BroadcastLoops<1> loops(shape, {groups});
  with_steps(loops.step(0), 0, [&](auto step, auto) {
    loops.parallel(
        [&](int64_t begin, int64_t end, int64_t start, const std::array<int64_t, 1>& at) {
          write_run(begin, end, {y.data + start, y.add}, [&](int64_t i, auto as) {
            using Kind = typename decltype(as)::kind;
            return f(read<1, Kind>(x + start, i), read<step, Kind>(own + at[0], i)...);
          });
        });
  });
}

// y = the sum of f(x, own) over each group. Where a group's numbers are neighbours, no term is ever
// written down. In chunks of a fixed size, as in fold(): the same bits for any number of threads.
template <class F>
void sum_terms(const Shape& shape, const Shape& groups, const F& f, const real* x, const real* own,
               real* y) {
  if (shape.numel() == 0) return fold(Fold::sum, shape, groups, x, {y, false});
  const BroadcastLoops<1> loops(shape, {groups});
  if (loops.step(0) == 1) {
    const Buffer terms = Buffer::uninitialized(shape.numel());
    spread_terms(shape, groups, f, {terms.data(), false}, x, own);
    return fold(Fold::sum, shape, groups, terms.data(), {y, false});
  }
  constexpr int64_t kChunk = 1024;
  const int64_t chunks = (loops.length() + kChunk - 1) / kChunk;
  Shape parts = shape;  // the axes of a run have become one of chunks
  int axis = shape.rank();
  for (int64_t rest = loops.length(); rest > 1; parts[axis] = 1) rest /= parts[--axis];
  if (axis < shape.rank()) parts[axis] = chunks;
  const Buffer sums = Buffer::uninitialized(parts.numel());
  sum_runs(loops, kChunk, f, x, own, sums.data());
  fold(Fold::sum, parts, groups, sums.data(), {y, false});
}

}  // namespace heed::inline HEED_PRECISION::kernels
