// Reductions: kernels::fold, and backward hands to every number its part.

#include "engine/ops/reduce.hpp"

#include <algorithm>

#include "engine/kernels/broadcast.hpp"
#include "engine/kernels/fold.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Fold;

// The shapes of a reduction's result: with the axes that go as 1, and without them.
struct Reduced {
  Shape kept, dropped;
  Reduced(const Shape& x, const Dims& dims, const Op& op) : kept(x) {
    const Shape axes = checked_dims(dims, x, op.name(), op.at());
    const bool all = axes.rank() == 0;
    for (int axis = 0; axis < x.rank(); ++axis) {
      if (all || std::find(axes.begin(), axes.end(), axis) != axes.end())
        kept[axis] = 1;
      else
        dropped.push_back(x[axis]);
    }
  }
};

using Loops = kernels::BroadcastLoops<1>;
using Offset = std::array<int64_t, 1>;

// A run of x where it equals its result y, which Step says how to read: there `part`, elsewhere 0.
template <int Step, class Part>
auto where_equal(const real* x, const real* y, Part part) {
  return [=](int64_t i, auto as) {
    using Kind = typename decltype(as)::kind;
    const auto equal = kernels::read<1, Kind>(x, i) == kernels::read<Step, Kind>(y, i);
    return kernels::choose(equal, part(i, as), Kind(real(0)));
  };
}

// Numbers that equal their line's result share its gradient: first they are counted.
template <int Step>
void share(const Loops& loops, const real* x, const real* y, const real* dy, int64_t size,
           Slot dx) {
  const Buffer shares = Buffer::zeros(size);
  const auto one = [](int64_t, auto as) { return typename decltype(as)::kind(real(1)); };
  loops.each(0, loops.runs(), [&](int64_t run, const Offset& at) {
    real* count = shares.data() + at[0];
    const auto ones = where_equal<Step>(x + run * loops.length(), y + at[0], one);
    if constexpr (Step == 0)
      *count += kernels::sum_run(loops.length(), ones);
    else
      kernels::write_run(0, loops.length(), {count, true}, ones);
  });
  for (int64_t i = 0; i < size; ++i) shares.data()[i] = dy[i] / shares.data()[i];
  loops.parallel([&](int64_t begin, int64_t end, int64_t start, const Offset& at) {
    const real* own = shares.data() + at[0];
    const auto part = [own](int64_t i, auto as) {
      return kernels::read<Step, typename decltype(as)::kind>(own, i);
    };
    kernels::write_run(begin, end, {dx.data + start, dx.add},
                       where_equal<Step>(x + start, y + at[0], part));
  });
}

Tensor extreme(const char* name, Fold kind, const Tensor& x, const Dims& dims, bool keepdim,
               Place at) {
  const Op op(name, at);
  const auto [kept, dropped] = Reduced(x.shape(), dims, op);
  if (x.numel() == 0 && kept.numel() > 0)
    throw ShapeError(op.explain("there is nothing to choose from", {{"x", x.shape()}},
                                "of no numbers none is the largest or smallest"));
  Tensor y = empty(keepdim ? kept : dropped, at);
  kernels::fold(kind, x.shape(), kept, x.data(), {y.mutable_data(), false});
  const auto rule = [shape = x.shape(), kept = kept, x = Saved(x), y = Saved(y)](Backward& step) {
    const real *px = step.get(x), *py = step.get(y);
    const Slot dx = step.dx(0);
    if (shape.numel() == 0) return;
    const Loops loops(shape, {kept});
    (loops.step(0) ? share<1> : share<0>)(loops, px, py, step.dy(), step.size(), dx);
  };
  return op.record(y, {x}, rule);
}

// scale times the sum, where scale is 1 or 1 over how many numbers each sum has.
Tensor summed(const char* name, bool average, const Tensor& x, const Dims& dims, bool keepdim,
              Place at) {
  const Op op(name, at);
  const auto [kept, dropped] = Reduced(x.shape(), dims, op);
  int64_t count = 1;
  for (int axis = 0; axis < x.dim(); ++axis)
    if (kept[axis] != x.shape()[axis]) count *= x.shape()[axis];
  const real scale = average ? real(1) / real(count) : real(1);
  Tensor y = empty(keepdim ? kept : dropped, at);
  real* out = y.mutable_data();
  kernels::fold(Fold::sum, x.shape(), kept, x.data(), {out, false});
  if (average)  // of nothing: 0 times infinity
    kernels::map(
        y.numel(), [scale](auto v) { return v * scale; }, {out, false}, out);
  return op.record(y, {x}, [shape = x.shape(), kept = kept, scale](Backward& step) {
    kernels::spread(kept, shape, scale, step.dy(), step.dx(0));
  });
}

}  // namespace

Tensor sum(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return summed("sum", false, x, dims, keepdim, at);
}

Tensor mean(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return summed("mean", true, x, dims, keepdim, at);
}

Tensor max(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return extreme("max", Fold::max, x, dims, keepdim, at);
}

Tensor min(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return extreme("min", Fold::min, x, dims, keepdim, at);
}

}  // namespace heed::inline HEED_PRECISION
