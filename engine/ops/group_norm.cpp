// group_norm and instance_norm: in each example, neighbouring channels are normalised together (or
// each by itself), and every channel has one weight.

#include <string>
#include <tuple>
#include <vector>

#include "engine/kernels/fold.hpp"
#include "engine/kernels/moments.hpp"
#include "engine/ops/norm.hpp"
#include "engine/ops/norm_checks.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Fold, kernels::from_number, kernels::Group, kernels::map_here, kernels::Moments,
    kernels::Standard;

// x (examples, groups, channels, length): N, G, C / G, and what is left.
struct Groups {
  int64_t examples, groups, channels, length;

  Groups(const Tensor& x, int64_t num_groups)
      : examples(x.size(0)),
        groups(num_groups),
        channels(x.size(1) / std::max<int64_t>(num_groups, 1)),
        length(x.shape().product(2, x.dim())) {}
  int64_t count() const { return examples * groups; }
  int64_t size() const { return channels * length; }
  Group one() const { return {1, size(), size()}; }
  Group channel() const { return {1, length, length}; }
  // Calls body(c, number of the channel of all examples, its first number in x) for each channel of
  // group g.
  template <class Body>
  void each_channel(int64_t g, const Body& body) const {
    for (int64_t k = 0; k < channels; ++k) {
      const int64_t all = g * channels + k;
      body(g % groups * channels + k, all, all * length);
    }
  }
  template <class Body>
  void each(const Body& body) const {
    kernels::parallel_for(count(), one().grain(), [&](int64_t begin, int64_t end) {
      for (int64_t g = begin; g < end; ++g) body(g);
    });
  }
};

std::vector<Moments> moments_of(const Groups& x, const real* numbers) {
  std::vector<Moments> own(size_t(x.count()));
  x.each([&](int64_t g) { own[size_t(g)] = kernels::moments(x.one(), numbers + g * x.size()); });
  return own;
}

// y = z w + b,  z = (x - mean) * scale
void forward(const Groups& groups, const std::vector<Standard>& standards, const real* x,
             const real* weight, const real* bias, real* y) {
  groups.each([&](int64_t g) {
    groups.each_channel(g, [&](int64_t c, int64_t, int64_t start) {
      const auto f = [own = standards[size_t(g)], w = weight[c], b = bias[c]](auto v) {
        return own.z(v) * w + b;
      };
      map_here(groups.length, f, {y + start, false}, x + start);
    });
  });
}

// dz = dy w loses its mean over the group and its part along z, as in layer_norm; unless mean and
// deviation are `constant`, not those of x itself. The sums of dy z and of dy over each channel of
// each example go to `along` and `total`: added up over the examples, dweight and dbias.
void group_backward(const Groups& groups, int64_t g, const Standard& own, bool constant,
                    const real* x, const real* weight, const real* dy, Slot dx, real* along,
                    real* total) {
  double mean = 0, mean_along = 0;
  groups.each_channel(g, [&](int64_t c, int64_t all, int64_t start) {
    std::tie(along[all], total[all]) =
        kernels::sums_of(groups.channel(), own, x + start, dy + start);
    mean_along += double(weight[c]) * double(along[all]);
    mean += double(weight[c]) * double(total[all]);
  });
  if (!dx) return;
  const double share = constant ? 0 : 1 / double(groups.size());
  groups.each_channel(g, [&](int64_t c, int64_t, int64_t start) {
    const auto df = [&own, w = weight[c], m = real(mean * share),
                     m_along = real(mean_along * share)](auto d, auto v) {
      return (d * w - m - own.z(v) * m_along) * own.scale;
    };
    map_here(groups.length, df, from_number(start, dx), dy + start, x + start);
  });
}

// Normalises by these moments, one pair a group.
Tensor normalise(const Op& op, const Tensor& x, const Groups& groups,
                 const std::vector<Moments>& used, bool constant, const Tensor& weight,
                 const Tensor& bias, double eps) {
  const int64_t channels = x.size(1);
  const Tensor w = weight.defined() ? weight : ones({channels});
  const Tensor b = bias.defined() ? bias : zeros({channels});
  std::vector<Standard> standards;
  for (const Moments& m : used) standards.emplace_back(m, eps);
  Tensor y = empty(x.shape(), op.at());
  forward(groups, standards, x.data(), w.data(), b.data(), y.mutable_data());

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(w)](Backward& step) {
    const real *from = step.get(sx), *scale = step.get(sw), *dy = step.dy();
    const Shape all{groups.examples, channels}, one{1, channels};
    const Buffer along = Buffer::uninitialized(all.numel()),
                 total = Buffer::uninitialized(all.numel());
    const Slot dx = step.dx(0);
    groups.each([&](int64_t g) {
      group_backward(groups, g, standards[size_t(g)], constant, from, scale, dy, dx, along.data(),
                     total.data());
    });
    if (const Slot dweight = step.dx(1)) kernels::fold(Fold::sum, all, one, along.data(), dweight);
    if (const Slot dbias = step.dx(2)) kernels::fold(Fold::sum, all, one, total.data(), dbias);
  });
}

// The running moments move to the mean, over the examples, of each channel's.
void follow_examples(const std::vector<Moments>& own, const Groups& groups, double momentum,
                     Tensor mean, Tensor var) {
  std::vector<Moments> batch;
  for (int64_t c = 0; c < groups.groups; ++c) {
    double means = 0, variances = 0;
    for (int64_t n = 0; n < groups.examples; ++n) {
      means += double(own[size_t(n * groups.groups + c)].mean);
      variances += double(own[size_t(n * groups.groups + c)].variance);
    }
    const auto share = 1 / double(groups.examples);
    batch.push_back({real(means * share), real(variances * share)});
  }
  kernels::follow(mean.mutable_data(), var.mutable_data(), momentum, groups.length, batch);
}

void check_statistics(const Op& op, const Tensor& x, const Tensor& running_mean,
                      const Tensor& running_var, bool use_input_stats) {
  if (running_mean.defined() != running_var.defined() ||
      !(use_input_stats || running_mean.defined()))
    throw ValueError(op.explain("the running mean or variance is missing", {},
                                "needs both, or with use_input_stats neither"));
  if (use_input_stats && x.shape().product(2, x.dim()) == 1)
    throw ShapeError(op.explain("there is but one number a channel", {{"x", x.shape()}},
                                "with use_input_stats needs two, to differ: a larger image"));
}

}  // namespace

Tensor group_norm(const Tensor& x, int64_t num_groups, const Tensor& weight, const Tensor& bias,
                  double eps, Place at) {
  const Op op("group_norm", at);
  check_channels(op, x, {{"weight", weight}, {"bias", bias}});
  check_eps(op, eps);
  if (num_groups < 1)
    throw ValueError(
        op.explain("num_groups is " + std::to_string(num_groups), {}, "needs 1 or more"));
  if (x.size(1) % num_groups != 0)
    throw ShapeError(
        op.explain("the channels cannot be split into groups", {{"x", x.shape(), {1 - x.dim()}}},
                   "needs (N, C, ..), C a multiple of num_groups, " + std::to_string(num_groups)));
  const Groups groups(x, num_groups);
  return normalise(op, x, groups, moments_of(groups, x.data()), false, weight, bias, eps);
}

Tensor instance_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                     const Tensor& running_mean, const Tensor& running_var, bool use_input_stats,
                     double momentum, double eps, Place at) {
  const Op op("instance_norm", at);
  check_channels(op, x,
                 {{"weight", weight},
                  {"bias", bias},
                  {"running_mean", running_mean},
                  {"running_var", running_var}});
  check_eps(op, eps);
  check_momentum(op, momentum);
  check_statistics(op, x, running_mean, running_var, use_input_stats);
  const Groups groups(x, x.size(1));
  if (use_input_stats) {
    const std::vector<Moments> own = moments_of(groups, x.data());
    if (running_mean.defined() && x.numel() > 0)
      follow_examples(own, groups, momentum, running_mean, running_var);
    return normalise(op, x, groups, own, false, weight, bias, eps);
  }
  std::vector<Moments> running;
  for (int64_t g = 0; g < groups.count(); ++g)
    running.push_back(
        {running_mean.data()[g % groups.groups], running_var.data()[g % groups.groups]});
  return normalise(op, x, groups, running, true, weight, bias, eps);
}

}  // namespace heed::inline HEED_PRECISION
