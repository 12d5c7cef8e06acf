// batch_norm: every channel is normalised over all images and places, and has one weight.

#include <vector>

#include "engine/kernels/moments.hpp"
#include "engine/kernels/parallel_sum.hpp"
#include "engine/kernels/row.hpp"
#include "engine/kernels/strided.hpp"
#include "engine/ops/norm.hpp"
#include "engine/ops/norm_checks.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::each_in_row, kernels::from_number, kernels::Group, kernels::map_here,
    kernels::Moments, kernels::put, kernels::Standard;

// x (N, C, L) as the kernels see it: channel c begins at number c * channel().length. Runs shorter
// than a register, such as those of rows (N, C), are gathered before, and scattered after.
struct Layout {
  int64_t examples, channels, length;

  explicit Layout(const Tensor& x)
      : examples(x.size(0)), channels(x.size(1)), length(x.shape().product(2, x.dim())) {}
  int64_t size() const { return examples * length; }  // of a channel
  bool gathers() const { return length < kernels::kWidth && examples > 1; }
  Group channel() const {
    if (gathers()) return {1, size(), size()};
    return {examples, channels * length, length};
  }
  // (C, N, L), a copy
  Buffer gathered(const real* x) const {
    Buffer y = Buffer::uninitialized(channels * size());
    const kernels::StridedAxis axes[] = {
        {channels, length, size()}, {examples, channels * length, length}, {length, 1, 1}};
    kernels::copy_strided(axes, x, {y.data(), false});
    return y;
  }
  void scatter(const Buffer& x, Slot y) const {
    const kernels::StridedAxis axes[] = {
        {examples, length, channels * length}, {channels, size(), length}, {length, 1, 1}};
    kernels::copy_strided(axes, x.data(), y);
  }
};

template <class Body>
void each_channel(const Group& group, size_t channels, const Body& body) {
  kernels::parallel_for(int64_t(channels), group.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c) body(size_t(c), c * group.length);
  });
}

// y = z w + b,  z = (x - mean) * scale
void forward(const Group& group, const std::vector<Standard>& standards, const real* x,
             const real* weight, const real* bias, real* y) {
  each_channel(group, standards.size(), [&](size_t c, int64_t start) {
    const auto f = [own = standards[c], w = weight[c], b = bias[c]](auto v) {
      return own.z(v) * w + b;
    };
    for (int64_t i = 0; i < group.count; ++i)
      map_here(group.length, f, {y + start + i * group.stride, false},
               x + start + i * group.stride);
  });
}

// As for layer_norm, but all numbers of the group share a weight: dz = dy w loses its mean and its
// part along z; unless mean and deviation are `constant`, not those of x itself.
void x_backward(const Group& group, const Standard& own, bool constant, const real* x, real weight,
                const real* dy, real dweight, real dbias, Slot dx) {
  const real mean = constant ? 0 : dbias / real(group.size());
  const real mean_along = constant ? 0 : dweight / real(group.size());
  const auto df = [=, scale = weight * own.scale](auto g, auto v) {
    return (g - mean - own.z(v) * mean_along) * scale;
  };
  for (int64_t i = 0; i < group.count; ++i) {
    const int64_t run = i * group.stride;
    map_here(group.length, df, from_number(run, dx), dy + run, x + run);
  }
}

// dweight and dbias go to `sums`, one after the other.
void backward(const Group& group, const std::vector<Standard>& standards, bool constant,
              const real* x, const real* weight, const real* dy, Slot dx, real* sums) {
  each_channel(group, standards.size(), [&](size_t c, int64_t start) {
    const auto [dweight, dbias] = kernels::sums_of(group, standards[c], x + start, dy + start);
    sums[c] = dweight;
    sums[standards.size() + c] = dbias;
    if (dx)
      x_backward(group, standards[c], constant, x + start, weight[c], dy + start, dweight, dbias,
                 from_number(start, dx));
  });
}

// Both once more, for numbers that may have to be gathered; `own` are x's, gathered.
void forward(const Layout& x, const std::vector<Standard>& standards, const Buffer& own,
             const real* weight, const real* bias, real* y) {
  if (!x.gathers()) return forward(x.channel(), standards, own.data(), weight, bias, y);
  forward(x.channel(), standards, own.data(), weight, bias, own.data());
  x.scatter(own, {y, false});
}
void backward(const Layout& x, const std::vector<Standard>& standards, bool constant,
              const real* numbers, const real* weight, const real* dy, Slot dx, real* sums) {
  if (!x.gathers())
    return backward(x.channel(), standards, constant, numbers, weight, dy, dx, sums);
  const Buffer own = x.gathered(numbers), gradient = x.gathered(dy);
  const Slot in_place{dx ? gradient.data() : nullptr, false};
  backward(x.channel(), standards, constant, own.data(), weight, gradient.data(), in_place, sums);
  if (dx) x.scatter(gradient, dx);
}

// What each channel is normalised by: the batch's own moments, or the running ones.
std::vector<Standard> standards_of(const Layout& layout, const real* x, Tensor running_mean,
                                   Tensor running_var, bool training, double momentum, double eps) {
  const Group group = layout.channel();
  auto used = std::vector<Moments>(size_t(layout.channels));
  each_channel(group, used.size(), [&](size_t c, int64_t start) {
    used[c] = training ? moments(group, x + start)
                       : Moments{running_mean.data()[c], running_var.data()[c]};
  });
  if (training && running_mean.defined() && group.size() > 0)
    kernels::follow(running_mean.mutable_data(), running_var.mutable_data(), momentum, group.size(),
                    used);
  std::vector<Standard> standards;
  for (const Moments& m : used) standards.emplace_back(m, eps);
  return standards;
}

void check(const Op& op, const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
           bool training, double momentum, double eps) {
  check_eps(op, eps);
  check_momentum(op, momentum);
  if (running_mean.defined() != running_var.defined() || !(training || running_mean.defined()))
    throw ValueError(op.explain("the running mean or variance is missing", {},
                                "needs both, or in training neither"));
  if (training && Layout(x).size() == 1)
    throw ShapeError(op.explain("there is but one number a channel", {{"x", x.shape()}},
                                "in training needs two, to differ: a larger batch, or eval()"));
}

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                  const Tensor& running_mean, const Tensor& running_var, bool training,
                  double momentum, double eps, Place at) {
  const Op op("batch_norm", at);
  check_channels(op, x,
                 {{"weight", weight},
                  {"bias", bias},
                  {"running_mean", running_mean},
                  {"running_var", running_var}});
  check(op, x, running_mean, running_var, training, momentum, eps);
  const Layout layout(x);
  const int64_t channels = layout.channels;
  const Tensor w = weight.defined() ? weight : ones({channels});
  const Tensor b = bias.defined() ? bias : zeros({channels});
  Tensor y = empty(x.shape(), at);
  const Buffer own = layout.gathers() ? layout.gathered(x.data()) : x.buffer();
  const auto standards =
      standards_of(layout, own.data(), running_mean, running_var, training, momentum, eps);
  forward(layout, standards, own, w.data(), b.data(), y.mutable_data());

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(w)](Backward& step) {
    const real *from = step.get(sx), *scale = step.get(sw);
    const Buffer sums = Buffer::uninitialized(2 * channels);
    backward(layout, standards, !training, from, scale, step.dy(), step.dx(0), sums.data());
    put(step.dx(1), sums.data(), channels);
    put(step.dx(2), sums.data() + channels, channels);
  });
}

}  // namespace heed::inline HEED_PRECISION
