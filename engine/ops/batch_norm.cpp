// batch_norm: every channel is normalised over all images and places, and has one weight.

#include <string>
#include <vector>

#include "engine/kernels/moments.hpp"
#include "engine/kernels/parallel_sum.hpp"
#include "engine/kernels/row.hpp"
#include "engine/ops/norm.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::each_in_row, kernels::from_number, kernels::Group, kernels::map_here,
    kernels::Moments, kernels::put, kernels::Standard;

// Channel c of x (N, C, ..) begins at number c * group.length.
Group channel_of(const Tensor& x) {
  const int64_t length = x.shape().product(2, x.dim());
  return {x.size(0), x.size(1) * length, length};
}

template <class Body>
void each_channel(const Group& group, int64_t channels, const Body& body) {
  kernels::parallel_for(channels, group.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c) body(c, c * group.length);
  });
}

// y = z w + b,  z = (x - mean) * scale
void channel_forward(const Group& group, const Standard& standard, const real* x, real weight,
                     real bias, real* y) {
  const auto f = [=](auto v) { return standard.z(v) * weight + bias; };
  for (int64_t i = 0; i < group.count; ++i, x += group.stride, y += group.stride)
    map_here(group.length, f, {y, false}, x);
}

// As for layer_norm, but all numbers of the group share a weight. Mean and deviation that are
// `constant`, not those of x itself, take nothing from dz.
void channel_backward(const Group& group, const Standard& standard, bool constant, const real* x,
                      real weight, const real* dy, Slot dx, real& dweight, real& dbias) {
  kernels::RowSum sum, along;
  for (int64_t run = 0; run < group.count * group.stride; run += group.stride)
    each_in_row(group.length, [&](auto at) {
      sum += at(dy + run);
      along += at(dy + run) * standard.z(at(x + run));
    });
  dweight = along.total();
  dbias = sum.total();
  if (!dx) return;
  const real mean = constant ? 0 : dbias / real(group.size());
  const real mean_along = constant ? 0 : dweight / real(group.size());
  const auto df = [=, scale = weight * standard.scale](auto g, auto v) {
    return (g - mean - standard.z(v) * mean_along) * scale;
  };
  for (int64_t run = 0; run < group.count * group.stride; run += group.stride)
    map_here(group.length, df, {dx.data + run, dx.add}, dy + run, x + run);
}

// The running moments move to the batch's, whose variance, as an estimate, is divided by n - 1.
void follow(Tensor mean, Tensor variance, double momentum, int64_t n,
            const std::vector<Moments>& batch) {
  const auto move = [&](real& running, real to) { running += real(momentum) * (to - running); };
  real *means = mean.mutable_data(), *variances = variance.mutable_data();
  for (size_t c = 0; c < batch.size(); ++c) {
    move(means[c], batch[c].mean);
    move(variances[c], batch[c].variance * real(n) / real(n - 1));
  }
}

// What each channel is normalised by: the batch's own moments, or the running ones.
std::vector<Standard> standards_of(const Tensor& x, const Tensor& running_mean,
                                   const Tensor& running_var, bool training, double momentum,
                                   double eps) {
  const Group group = channel_of(x);
  std::vector<Moments> used(size_t(x.size(1)));
  each_channel(group, x.size(1), [&](int64_t c, int64_t start) {
    used[size_t(c)] = training ? moments(group, x.data() + start)
                               : Moments{running_mean.data()[c], running_var.data()[c]};
  });
  if (training && running_mean.defined() && group.size() > 0)
    follow(running_mean, running_var, momentum, group.size(), used);
  std::vector<Standard> standards;
  for (const Moments& m : used) standards.emplace_back(m, eps);
  return standards;
}

struct Parameter {
  const char* name;
  const Tensor& tensor;
};

void check_fit(const Op& op, const Tensor& x, std::initializer_list<Parameter> parameters) {
  for (const auto& [name, parameter] : parameters)
    if (parameter.defined() && parameter.shape() != Shape{x.size(1)})
      throw ShapeError(
          op.explain(std::string(name) + " and x do not fit",
                     {{"x", x.shape(), {1 - x.dim()}}, {name, parameter.shape(), {-1}}},
                     "needs (N, C, ..) and (C): x has C = " + std::to_string(x.size(1))));
}

void check(const Op& op, const Tensor& x, const Tensor& running_mean, const Tensor& running_var,
           bool training, double eps) {
  if (x.dim() < 2)
    throw ShapeError(
        op.explain("there are no channels to normalise", {{"x", x.shape()}}, "needs (N, C, ..)"));
  if (!(eps >= 0))
    throw ValueError(op.explain("eps is " + std::to_string(eps), {}, "needs 0 or more"));
  if (running_mean.defined() != running_var.defined() || !(training || running_mean.defined()))
    throw ValueError(op.explain("the running mean or variance is missing", {},
                                "needs both, or in training neither"));
  if (training && channel_of(x).size() == 1)
    throw ShapeError(op.explain("there is but one number a channel", {{"x", x.shape()}},
                                "in training needs two, to differ: a larger batch, or eval()"));
}

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                  const Tensor& running_mean, const Tensor& running_var, bool training,
                  double momentum, double eps, Place at) {
  const Op op("batch_norm", at);
  check(op, x, running_mean, running_var, training, eps);
  check_fit(op, x,
            {{"weight", weight},
             {"bias", bias},
             {"running_mean", running_mean},
             {"running_var", running_var}});
  const int64_t channels = x.size(1);
  const Group group = channel_of(x);
  const Tensor w = weight.defined() ? weight : ones({channels});
  const Tensor b = bias.defined() ? bias : zeros({channels});
  const auto standards = standards_of(x, running_mean, running_var, training, momentum, eps);
  Tensor y = empty(x.shape(), at);
  real* to = y.mutable_data();
  each_channel(group, channels, [&](int64_t c, int64_t start) {
    channel_forward(group, standards[size_t(c)], x.data() + start, w.data()[c], b.data()[c],
                    to + start);
  });

  return op.record(y, {x, weight, bias}, [=, sx = Saved(x), sw = Saved(w)](Backward& step) {
    const real *from = step.get(sx), *scale = step.get(sw), *dy = step.dy();
    const Slot dx = step.dx(0);
    const Buffer sums = Buffer::uninitialized(2 * channels);
    each_channel(group, channels, [&](int64_t c, int64_t start) {
      channel_backward(group, standards[size_t(c)], !training, from + start, scale[c], dy + start,
                       from_number(start, dx), sums.data()[c], sums.data()[channels + c]);
    });
    put(step.dx(1), sums.data(), channels);
    put(step.dx(2), sums.data() + channels, channels);
  });
}

}  // namespace heed::inline HEED_PRECISION
