// Loops in which a mask of bytes meets numbers.

#include "engine/ops/select.hpp"

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using Loops = kernels::BroadcastLoops<3>;  // mask, a, b
using Offsets = std::array<int64_t, 3>;

template <class Holds>
Mask compare(const char* name, const Term& a, const Term& b, Holds holds) {
  const Op op(name, a.at);
  const Tensor &u = a.tensor, &v = b.tensor;
  Mask mask(broadcast(u.shape(), v.shape(), name, op.at()), 0, op.at());
  if (mask.numel() == 0) return mask;
  uint8_t* out = mask.mutable_data();
  const real *pu = u.data(), *pv = v.data();
  const kernels::BroadcastLoops<2> loops(mask.shape(), {u.shape(), v.shape()});
  kernels::with_steps(loops.step(0), loops.step(1), [&](auto s, auto t) {
    loops.parallel(
        [&](int64_t begin, int64_t end, int64_t start, const std::array<int64_t, 2>& at) {
          for (int64_t i = begin; i < end; ++i)
            out[start + i] = holds(pu[at[0] + i * s], pv[at[1] + i * t]);
        });
  });
  return mask;
}

// y = mask ? a : b
void choose_forward(const Loops& loops, const uint8_t* mask, const real* a, const real* b,
                    real* y) {
  const int64_t mask_step = loops.step(0);
  kernels::with_steps(loops.step(1), loops.step(2), [&](auto s, auto t) {
    loops.parallel([&](int64_t begin, int64_t end, int64_t start, const Offsets& at) {
      const uint8_t* m = mask + at[0];
      const real *u = a + at[1], *v = b + at[2];
      real* out = y + start;
      for (int64_t i = begin; i < end; ++i) out[i] = m[i * mask_step] ? u[i * s] : v[i * t];
    });
  });
}

// Where the mask is `chosen`, dx += dy; operand `which` is x. If x was broadcast, several runs, or
// all numbers of one, add to the same place, so one thread does it.
void choose_backward(const Loops& loops, const uint8_t* mask, bool chosen, size_t which,
                     bool broadcast, const real* dy, Slot dx) {
  const int64_t mask_step = loops.step(0), step = loops.step(int(which));
  const auto run = [=](int64_t begin, int64_t end, int64_t start, const Offsets& at) {
    const auto part = [=, m = mask + at[0], from = dy + start](int64_t i) {
      return (m[i * mask_step] != 0) == chosen ? from[i] : real(0);
    };
    real* out = dx.data + (broadcast ? at[which] : start);
    if (broadcast && step == 0) {
      double total = 0;
      for (int64_t i = begin; i < end; ++i) total += double(part(i));
      *out += real(total);
    } else if (dx.add) {
      for (int64_t i = begin; i < end; ++i) out[i] += part(i);
    } else {
      for (int64_t i = begin; i < end; ++i) out[i] = part(i);
    }
  };
  if (!broadcast) return loops.parallel(run);
  loops.each(0, loops.runs(),
             [&](int64_t k, const Offsets& at) { run(0, loops.length(), k * loops.length(), at); });
}

Shape broadcast_shape(const Op& op, const Mask& mask, const Tensor& a, const Tensor& b) {
  try {
    const Shape values = broadcast(a.shape(), b.shape(), op.name(), op.at());
    return broadcast(mask.shape(), values, op.name(), op.at());
  } catch (const ShapeError&) {  // broadcast() knows of two operands only
    throw ShapeError(op.explain("cannot broadcast",
                                {{"mask", mask.shape()}, {"a", a.shape()}, {"b", b.shape()}},
                                "aligned from the right, lengths must be equal, or 1"));
  }
}

Tensor chosen(const Op& op, const Mask& mask, const Tensor& a, const Tensor& b) {
  Tensor y = empty(broadcast_shape(op, mask, a, b), op.at());
  const Loops loops(y.shape(), {mask.shape(), a.shape(), b.shape()});
  if (y.numel() > 0) choose_forward(loops, mask.data(), a.data(), b.data(), y.mutable_data());
  const std::array<bool, 2> wide = {a.numel() != y.numel(), b.numel() != y.numel()};
  return op.record(y, {a, b}, [mask, loops, wide](Backward& step) {
    for (const int k : {0, 1}) {
      if (!step.needs(k)) continue;
      const bool broadcast = wide[size_t(k)];
      const Slot dx = broadcast ? Slot{step.add_to(k), true} : step.dx(k);
      if (step.size() > 0)
        choose_backward(loops, mask.data(), k == 0, size_t(k + 1), broadcast, step.dy(), dx);
    }
  });
}

}  // namespace

Mask operator<(const Term& a, const Term& b) {
  return compare("less", a, b, [](real u, real v) { return u < v; });
}
Mask operator>(const Term& a, const Term& b) {
  return compare("greater", a, b, [](real u, real v) { return u > v; });
}
Mask operator<=(const Term& a, const Term& b) {
  return compare("less_equal", a, b, [](real u, real v) { return u <= v; });
}
Mask operator>=(const Term& a, const Term& b) {
  return compare("greater_equal", a, b, [](real u, real v) { return u >= v; });
}
Mask eq(const Term& a, const Term& b) {
  return compare("eq", a, b, [](real u, real v) { return u == v; });
}
Mask ne(const Term& a, const Term& b) {
  return compare("ne", a, b, [](real u, real v) { return u != v; });
}

Tensor where(const Mask& mask, const Term& a, const Term& b) {
  return chosen(Op("where", a.at), mask, a.tensor, b.tensor);
}

Tensor masked_fill(const Tensor& x, const Mask& mask, double value, Place at) {
  const Op op("masked_fill", at);
  if (broadcast(x.shape(), mask.shape(), "masked_fill", at) != x.shape())
    throw ShapeError(op.explain("the mask is larger than x",
                                {{"x", x.shape()}, {"mask", mask.shape()}},
                                "the mask is broadcast to the shape of x, not x to the mask's"));
  return chosen(op, mask, Tensor(value), x);
}

}  // namespace heed::inline HEED_PRECISION
