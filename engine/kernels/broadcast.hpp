// Broadcasting, in one place: the loops in which operands of different shapes meet.
#pragma once

#include <array>

#include "engine/kernels/map.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// Walks `out`, and N operands that broadcast to it, in runs. An axis of length 1 is walked with
// stride 0: forward reads the same number again, and backward adds to the same gradient again. That
// adding again *is* the sum over the broadcast axis. Axes that all operands walk alike are joined,
// so that equal shapes are one run, and a bias under many rows is one run a row.
template <int N>
class BroadcastLoops {
 public:
  [[gnu::noinline]] BroadcastLoops(const Shape& out, const std::array<Shape, N>& operands) {
    int64_t stride[N];
    std::fill_n(stride, N, 1);
    for (int axis = out.rank() - 1; axis >= 0; --axis) {
      Axis next{out[axis], {}};
      for (int k = 0; k < N; ++k) {
        const Shape& shape = operands[size_t(k)];
        const int own = axis - (out.rank() - shape.rank());
        const int64_t length = own < 0 ? 1 : shape[own];
        next.stride[size_t(k)] = length == 1 ? 0 : stride[k];
        stride[k] *= length;
      }
      if (next.length != 1) join(next);
    }
    if (count_ == 0) axes_[count_++] = Axis{1, {}};
  }

  int64_t length() const { return axes_[0].length; }                // of a run
  int64_t step(int k) const { return axes_[0].stride[size_t(k)]; }  // of an operand in it: 0 or 1
  int64_t runs() const {                                            // how many there are
    int64_t n = 1;
    for (int i = 1; i < count_; ++i) n *= axes_[size_t(i)].length;
    return n;
  }

  // Calls body(begin, end, start in out, offsets in the operands) for pieces of runs, over threads:
  // for results that each have one place of their own.
  template <class Body>
  void parallel(const Body& body) const {
    if (runs() * length() == 0) return;
    if (runs() == 1) {
      parallel_for(length(), kGrain / 4, [&](int64_t begin, int64_t end) {
        body(begin, end, int64_t(0), std::array<int64_t, N>{});
      });
    } else {
      parallel_for(runs(), kGrain / 4 / length(), [&](int64_t begin, int64_t end) {
        each(begin, end, [&](int64_t run, const std::array<int64_t, N>& offset) {
          body(int64_t(0), length(), run * length(), offset);
        });
      });
    }
  }

  // Calls body(run, offsets) for the runs [begin, end): run times length() is where it starts in
  // out, offsets[k] where in operand k.
  template <class Body>
  void each(int64_t begin, int64_t end, const Body& body) const {
    if (begin >= end) return;
    Position position = position_of(begin);
    for (int64_t run = begin; run < end; ++run) {
      body(run, position.offset);
      advance(position);
    }
  }

 private:
  struct Axis {
    int64_t length;
    std::array<int64_t, N> stride;
  };
  struct Position {  // of a run
    std::array<int64_t, N> offset{};
    std::array<int64_t, Shape::kMaxRank + 1> index{};
  };
  void move(Position& position, int axis, int64_t by) const {
    for (size_t k = 0; k < N; ++k) position.offset[k] += by * axes_[size_t(axis)].stride[k];
  }
  // Not inlined: else every formula would compile its own copy of these loops.
  [[gnu::noinline]] Position position_of(int64_t run) const {
    Position position;
    for (int i = 1; i < count_; ++i) {
      position.index[size_t(i)] = run % axes_[size_t(i)].length;
      run /= axes_[size_t(i)].length;
      move(position, i, position.index[size_t(i)]);
    }
    return position;
  }
  // To the next run, like an odometer.
  [[gnu::noinline]] void advance(Position& position) const {
    for (int i = 1; i < count_; ++i) {
      move(position, i, 1);
      if (++position.index[size_t(i)] < axes_[size_t(i)].length) return;
      move(position, i, -axes_[size_t(i)].length);
      position.index[size_t(i)] = 0;
    }
  }
  void join(const Axis& outer) {
    if (count_ > 0) {
      Axis& inner = axes_[size_t(count_ - 1)];
      bool alike = true;
      for (size_t k = 0; k < N; ++k) alike &= outer.stride[k] == inner.length * inner.stride[k];
      if (alike) {
        inner.length *= outer.length;
        return;
      }
    }
    axes_[size_t(count_++)] = outer;
  }
  std::array<Axis, Shape::kMaxRank + 1> axes_;  // innermost first
  int count_ = 0;
};

// An operand of a run at place i: Step 1, one number after the other; Step 0, the same one for all.
// As Batch, or as real for what is left at the end of a run.
template <int Step, class Kind>
Kind read(const real* p, int64_t i) {
  if constexpr (std::is_same_v<Kind, real>)
    return p[i * Step];
  else if constexpr (Step == 1)
    return prefetch(p + i), load(p + i);
  else
    return Batch(*p);
}

// What a run's body is called with, to say which kind it must return.
template <class Kind>
struct As {
  using kind = Kind;
};

// out[i] = part(i), or += where out.add is set, for i in [begin, end).
template <class Part>
void write_run(int64_t begin, int64_t end, Slot out, const Part& part) {
  int64_t i = begin;
  for (; i + kWidth <= end; i += kWidth) {
    const Batch y = part(i, As<Batch>{});
    (out.add ? load(out.data + i) + y : y).store_unaligned(out.data + i);
    prefetch_to_write(out.data + i);
  }
  for (; i < end; ++i) {
    const real y = part(i, As<real>{});
    out.data[i] = out.add ? out.data[i] + y : y;
  }
}

// The sum of part(i) for i in [0, n).
template <class Part>
real sum_run(int64_t n, const Part& part) {
  Batch sums(real(0));
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) sums += part(i, As<Batch>{});
  real total = add_lanes(sums);
  for (; i < n; ++i) total += part(i, As<real>{});
  return total;
}

// Calls body with an operand's steps as constants, so that the loop in it is compiled for them.
template <class Body>
void with_steps(int64_t a, int64_t b, const Body& body) {
  using Zero = std::integral_constant<int, 0>;
  using One = std::integral_constant<int, 1>;
  if (a && b)
    body(One{}, One{});
  else if (a)
    body(One{}, Zero{});
  else if (b)
    body(Zero{}, One{});
  else
    body(Zero{}, Zero{});
}

}  // namespace heed::inline HEED_PRECISION::kernels
