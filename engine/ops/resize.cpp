// interpolate: each mode says which numbers of an axis are summed, with which weights; the rest is
// kernels::resample, and backward is the same with the weights transposed.

#include "engine/ops/resize.hpp"

#include <cmath>
#include <string>

#include "engine/kernels/resample.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Sampling;

// One axis: its lengths, and how far in x one step in the result is, as a fraction: a whole number
// of steps of 1/3 must not end a little before a pixel.
struct Grid {
  int64_t from, to;
  double over, under;
  bool align_corners;

  double place(int64_t k) const {
    return align_corners ? steps(double(k)) : steps(double(k) + 0.5) - 0.5;
  }
  double steps(double n) const { return n * over / under; }
  int64_t inside(int64_t i) const { return std::clamp<int64_t>(i, 0, from - 1); }
};

void add_nearest(const Grid& grid, int64_t k, Sampling& samples) {
  samples.add(grid.inside(int64_t(grid.steps(double(k)))), 1);
}

void add_linear(const Grid& grid, int64_t k, Sampling& samples) {
  const double place = std::max(grid.place(k), 0.0);
  const int64_t i = grid.inside(int64_t(place));
  const double t = std::min(place - double(i), 1.0);
  samples.add(i, 1 - t);
  samples.add(grid.inside(i + 1), t);
}

// Keys' weight of a number at a distance below 1, and from 1 to 2.
constexpr double kKeys = -0.75;
double near(double d) { return ((kKeys + 2) * d - (kKeys + 3)) * d * d + 1; }
double far(double d) { return ((kKeys * d - 5 * kKeys) * d + 8 * kKeys) * d - 4 * kKeys; }

void add_cubic(const Grid& grid, int64_t k, Sampling& samples) {
  const double place = grid.place(k), whole = std::floor(place), t = place - whole;
  const double weights[] = {far(1 + t), near(t), near(1 - t), far(2 - t)};
  for (int64_t tap = 0; tap < 4; ++tap)
    samples.add(grid.inside(int64_t(whole) - 1 + tap), weights[tap]);
}

Sampling sampled(const Grid& grid, Interpolation mode) {
  Sampling samples(grid.from);
  const auto add = mode == Interpolation::nearest    ? add_nearest
                   : mode == Interpolation::bilinear ? add_linear
                                                     : add_cubic;
  for (int64_t k = 0; k < grid.to; ++k, samples.next()) add(grid, k, samples);
  return samples;
}

void check(const Op& op, const Tensor& x, const InterpolateOptions& options) {
  if (x.dim() != 4 || x.size(-2) == 0 || x.size(-1) == 0)
    throw ShapeError(op.explain("there is no image", {{"x", x.shape()}},
                                "needs (N, C, H, W), H and W at least 1"));
  if (options.size.has_value() == options.scale_factor.has_value())
    throw ValueError(op.explain(options.size ? "both size and scale_factor are given"
                                             : "neither size nor scale_factor is given",
                                {}, "needs one of them"));
  if (options.size) kernels::check_lengths(op, "size", {options.size->h, options.size->w}, 1);
  if (options.align_corners && options.mode == Interpolation::nearest)
    throw ValueError(
        op.explain("align_corners has no meaning for nearest", {}, "needs bilinear or bicubic"));
}

// The length of the result along an axis of x.
int64_t scaled(const Op& op, const Tensor& x, int axis, double factor) {
  const double length = std::floor(double(x.size(axis)) * factor);
  if (!(factor > 0 && length >= 1 && length <= 1 << 30))
    throw ValueError(op.explain("scale_factor is " + std::to_string(factor),
                                {{"x", x.shape(), {axis}}},
                                "of a length of " + std::to_string(x.size(axis)) +
                                    ", it must leave at least 1, and at most 2^30"));
  return int64_t(length);
}

// Whatever the factor, PyTorch copies where the result is as large as x, and repeats every pixel
// where it is twice as large: bilinear the former, nearest both, bicubic neither.
bool keeps_pixels(const Grid& grid, Interpolation mode) {
  if (mode == Interpolation::bicubic) return false;
  return grid.to == grid.from || (mode == Interpolation::nearest && grid.to == 2 * grid.from);
}

Grid grid_of(const Op& op, const Tensor& x, int axis, const InterpolateOptions& options) {
  const bool down = axis == -2;
  const int64_t from = x.size(axis);
  Grid grid{from, 0, 1, 1, options.align_corners};
  if (options.scale_factor) {
    grid.under = down ? options.scale_factor->h : options.scale_factor->w;
    grid.to = scaled(op, x, axis, grid.under);
  } else {
    grid.to = down ? options.size->h : options.size->w;
  }
  if (!options.scale_factor || keeps_pixels(grid, options.mode)) {
    grid.over = double(from);
    grid.under = double(grid.to);
  }
  if (options.align_corners) {
    grid.over = grid.to > 1 ? double(from - 1) : 0;
    grid.under = grid.to > 1 ? double(grid.to - 1) : 1;
  }
  return grid;
}

}  // namespace

Tensor interpolate(const Tensor& x, const InterpolateOptions& options, Place at) {
  const Op op("interpolate", at);
  check(op, x, options);
  const Grid h = grid_of(op, x, -2, options), w = grid_of(op, x, -1, options);
  const int64_t images = x.size(0) * x.size(1);
  Tensor y = empty({x.size(0), x.size(1), h.to, w.to}, at);
  if (images == 0) return op.record(y, {x}, [](Backward& step) { step.dx(0); });
  const Sampling down = sampled(h, options.mode), across = sampled(w, options.mode);
  kernels::resample(images, down, across, x.data(), {y.mutable_data(), false});

  return op.record(y, {x}, [=](Backward& step) {
    kernels::resample(images, down.transposed(), across.transposed(), step.dy(), step.dx(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
