// Rows: images of another size.

#include <algorithm>
#include <cmath>

#include "engine/ops/resize.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// What a number at a distance from the place that is sampled counts: the definitions, as curves.
double hat(double d) { return std::max(0.0, 1 - std::abs(d)); }

double keys(double d) {  // Keys 1981, with a = -3/4
  const double a = -0.75, r = std::abs(d);
  if (r <= 1) return (a + 2) * r * r * r - (a + 3) * r * r + 1;
  if (r < 2) return a * r * r * r - 5 * a * r * r + 8 * a * r - 4 * a;
  return 0;
}

// The share that number i of an axis has in number k of the result: pixels beyond the border are
// copies of the one at the border.
double share(const InterpolateOptions& o, double scale, int64_t to, int64_t size, int64_t k,
             int64_t i) {
  // As many pixels, or twice as many, whatever the scale: these exceptions are PyTorch's.
  if (o.mode == Interpolation::nearest && (to == size || to == 2 * size))
    return k * size / to == i ? 1 : 0;
  if (o.mode == Interpolation::bilinear && to == size) return k == i ? 1 : 0;
  if (o.mode == Interpolation::nearest)
    return std::min(int64_t(std::floor(double(k) / scale)), size - 1) == i ? 1 : 0;
  double place = (double(k) + 0.5) / scale - 0.5;
  if (o.align_corners) place = to > 1 ? double(k) * double(size - 1) / double(to - 1) : 0;
  double sum = 0;
  for (int64_t j = -3; j < size + 3; ++j)
    if (std::clamp<int64_t>(j, 0, size - 1) == i)
      sum += o.mode == Interpolation::bilinear ? hat(place - double(j)) : keys(place - double(j));
  return sum;
}

// Four loops, in double.
Tensor sampled(const Tensor& x, const InterpolateOptions& o) {
  const int64_t height = x.size(2), width = x.size(3);
  Pair to = o.size.value_or(0);
  if (o.scale_factor)
    to = {int64_t(double(height) * o.scale_factor->h), int64_t(double(width) * o.scale_factor->w)};
  const Scale scale =
      o.scale_factor.value_or(Scale{double(to.h) / double(height), double(to.w) / double(width)});
  return tabulate({x.size(0), x.size(1), to.h, to.w}, [&](const Shape& y) {
    double sum = 0;
    for (int64_t i = 0; i < height; ++i)
      for (int64_t j = 0; j < width; ++j)
        sum += share(o, scale.h, to.h, height, y[2], i) * share(o, scale.w, to.w, width, y[3], j) *
               double(x.at({y[0], y[1], i, j}));
    return sum;
  });
}

// `nan_stays`: every number of x is in some number of the result, whatever the size.
OpRow row(const char* name, const InterpolateOptions& options, bool nan_stays = true) {
  return {
      .name = name,
      .f = [=](auto& in) { return interpolate(in[0], options); },
      .oracle = [=](auto& in) { return sampled(in[0], options); },
      .shapes = {{{1, 1, 1, 1}},
                 {{0, 3, 4, 4}},
                 {{3, 0, 4, 4}},
                 {{2, 3, 3, 5}},
                 {{1, 2, 1, 7}},
                 {{2, 2, 4, 4}},
                 {{1, 2, 11, 35}}},
      .nan_stays = nan_stays,
  };
}

const Tensor image = zeros({1, 2, 4, 5});

OpRow with_errors(OpRow table_row) {
  const Pair size{2, 3};
  table_row.errors = {
      throws<ShapeError>(
          [=] {
            interpolate(zeros({2, 4, 5}), {.size = size});
          },
          {"there is no image", "needs (N, C, H, W)", "(2, 4, 5)\n"}),
      throws<ShapeError>(
          [=] {
            interpolate(zeros({1, 2, 0, 5}), {.size = size});
          },
          {"there is no image"}),
      throws<ValueError>([] { interpolate(image, {}); }, {"neither size nor scale_factor"}),
      throws<ValueError>([=] { interpolate(image, {.size = size, .scale_factor = 2}); },
                         {"both size and scale_factor", "one of them"}),
      throws<ValueError>(
          [] {
            interpolate(image, {.size = Pair{0, 3}});
          },
          {"size is (0, 3)", "1 or more"}),
      throws<ValueError>(
          [] {
            interpolate(image, {.size = Pair{3, -1}});
          },
          {"size is (3, -1)"}),
      throws<ValueError>([] { interpolate(image, {.scale_factor = 0.1}); },
                         {"scale_factor is 0.1", "length of 4", "at least 1"}),
      throws<ValueError>(
          [] {
            interpolate(image, {.scale_factor = Scale{1, -2}});
          },
          {"scale_factor is -2", "length of 5"}),
      throws<ValueError>([] { interpolate(image, {.scale_factor = NAN}); }, {"scale_factor is "}),
      throws<ValueError>([] { interpolate(image, {.scale_factor = INFINITY}); },
                         {"scale_factor is inf"}),
      throws<ValueError>([=] { interpolate(image, {.size = size, .align_corners = true}); },
                         {"align_corners has no meaning for nearest"}),
  };
  return table_row;
}

const Row rows[] = {
    {with_errors(row("interpolate, nearest, to a size", {.size = Pair{6, 3}}, false))},
    {row("interpolate, nearest, tripled", {.scale_factor = 3})},
    {row("interpolate, nearest, by factors", {.scale_factor = Scale{1.7, 2.3}}, false)},
    {row("interpolate, nearest, by a little more than one and two",
         {.scale_factor = Scale{1.1, 2.05}})},
    {row("interpolate, bilinear, to a size", {.size = Pair{5, 4}, .mode = Interpolation::bilinear},
         false)},
    {row("interpolate, bilinear, by factors",
         {.scale_factor = Scale{1.1, 2.6}, .mode = Interpolation::bilinear})},
    {row("interpolate, bilinear, corners aligned",
         {.size = Pair{7, 9}, .mode = Interpolation::bilinear, .align_corners = true})},
    {row("interpolate, bicubic, to a size", {.size = Pair{4, 6}, .mode = Interpolation::bicubic},
         false)},
    {row("interpolate, bicubic, by factors",
         {.scale_factor = Scale{2.6, 1.3}, .mode = Interpolation::bicubic})},
    {row("interpolate, bicubic, corners aligned by a factor",
         {.scale_factor = Scale{1, 2.5}, .mode = Interpolation::bicubic, .align_corners = true})},
    {row("interpolate, bicubic, to one number",
         {.size = 1, .mode = Interpolation::bicubic, .align_corners = true}, false)},
};

}  // namespace
