// A tensor seen from one of its axes: lines of numbers, walked a SIMD register at a time.
#pragma once

#include "engine/kernels/lanes.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Element (o, l, i) of (outer, length, inner) stands at (o length + l) inner + i: an axis, and what
// is left and right of it.
struct Lines {
  int64_t outer, length, inner;
  Lines(const Shape& shape, int axis)
      : outer(shape.product(0, axis)),
        length(shape[axis]),
        inner(shape.product(axis + 1, shape.rank())) {}
  int64_t count() const { return outer * inner; }
};

// What a kernel walks as one: a line along the last axis, cut into registers; or, along another
// axis, neighbouring lines, as many as a register has lanes, a register for each place on the axis.
// So a kernel is written once: it folds registers, then asks for the total of the line, or of each
// lane's.
struct Line {
  int64_t at;             // its first number
  int64_t count, stride;  // its registers, and how far apart they stand
  int64_t lanes, last;    // how many lanes of each register are in use, and of the last one
  int64_t first;          // its number, counting all lines
  bool along;             // it is one line, and a register holds neighbours on it

  int64_t neighbours() const { return along ? 1 : lanes; }  // how many lines it is
  int64_t step() const { return along ? 1 : stride; }       // from one number of a line to the next
  int64_t place(int64_t number) const { return (number - at) / step(); }  // of a number on it
  template <class Body>
  void each(const Body& body) const {  // body(where a register's numbers stand, lanes in use)
    for (int64_t k = 0; k + 1 < count; ++k) body(at + k * stride, lanes);
    if (count > 0) body(at + (count - 1) * stride, last);
  }
  // The sum, and the largest, of each line's numbers, in all lanes that belong to it.
  Batch total(Batch x) const { return along ? Batch(add_lanes(x)) : x; }
  Batch largest(Batch x) const {
    if (!along) return x;
    alignas(64) real lane[kWidth];
    x.store_aligned(lane);
    return Batch(*std::max_element(lane, lane + kWidth));
  }
};

// Calls body(line) for all lines, over threads.
template <class Body>
void each_line(const Lines& x, const Body& body) {
  const int64_t grain = kGrain / 8 / std::max<int64_t>(x.length, 1);
  if (x.inner == 1) {
    const int64_t registers = (x.length + kWidth - 1) / kWidth;
    const int64_t last = x.length - (registers - 1) * kWidth;
    parallel_for(x.outer, grain, [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o)
        body(Line{o * x.length, registers, kWidth, kWidth, last, o, true});
    });
  } else {
    const int64_t tiles = (x.inner + kWidth - 1) / kWidth;
    parallel_for(x.outer * tiles, grain / kWidth, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; ++k) {
        const int64_t o = k / tiles, i = k % tiles * kWidth, lanes = std::min(kWidth, x.inner - i);
        body(Line{o * x.length * x.inner + i, x.length, x.inner, lanes, lanes, o * x.inner + i,
                  false});
      }
    });
  }
}

}  // namespace heed::inline HEED_PRECISION::kernels
