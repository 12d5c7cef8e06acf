// Reductions: kernels::fold, and backward hands to every number its part.

#include "engine/ops/reduce.hpp"

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

// Gives each number that equals its line's result an equal share of the gradient.
void share(const Shape& from, const Shape& kept, const real* x, const real* y, const real* dy,
           Slot dx) {
  const kernels::BroadcastLoops<1> loops(from, {kept});
  const int64_t length = loops.length(), step = loops.step(0);
  const Buffer ties = Buffer::zeros(kept.numel());
  loops.each(0, loops.runs(), [&](int64_t run, const std::array<int64_t, 1>& at) {
    const real* line = x + run * length;
    real* count = ties.data() + at[0];
    for (int64_t i = 0; i < length; ++i) count[i * step] += real(line[i] == y[at[0] + i * step]);
  });
  kernels::with_steps(step, 0, [&](auto s, auto) {
    loops.parallel(
        [&](int64_t begin, int64_t end, int64_t start, const std::array<int64_t, 1>& at) {
          kernels::write_run(begin, end, {dx.data + start, dx.add}, [&](int64_t i, auto as) {
            using Kind = typename decltype(as)::kind;
            const auto read = [&](const real* p) { return kernels::read<s, Kind>(p + at[0], i); };
            const auto equal = kernels::read<1, Kind>(x + start, i) == read(y);
            return kernels::choose(equal, read(dy) / read(ties.data()), Kind(real(0)));
          });
        });
  });
}

Tensor extreme(const char* name, Fold kind, const Tensor& x, const Dims& dims, bool keepdim,
               Place at) {
  const Op op(name, at);
  const auto [kept, dropped] = Reduced(x.shape(), dims, op);
  if (x.numel() == 0 && kept.numel() > 0)
    throw ShapeError(op.explain("there is nothing to choose from", {{"x", x.shape()}},
                                "an axis of length 0 has no largest or smallest number"));
  Tensor y = empty(keepdim ? kept : dropped, at);
  kernels::fold(kind, x.shape(), kept, x.data(), {y.mutable_data(), false});
  const auto rule = [shape = x.shape(), kept = kept, x = Saved(x), y = Saved(y)](Backward& step) {
    const Slot dx = step.dx(0);
    if (shape.numel() > 0) share(shape, kept, step.get(x), step.get(y), step.dy(), dx);
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
