// Rows: the columns of an image.

#include "engine/ops/conv.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// The definition, number by number.
Tensor columns(const Tensor& x, Pair kernel, const UnfoldOptions& o) {
  const int64_t height = x.size(-2), width = x.size(-1), taps = kernel.h * kernel.w;
  const int64_t down =
      (height + 2 * o.padding.h - o.dilation.h * (kernel.h - 1) - 1) / o.stride.h + 1;
  const int64_t across =
      (width + 2 * o.padding.w - o.dilation.w * (kernel.w - 1) - 1) / o.stride.w + 1;
  Shape shape(std::span(x.shape().begin(), size_t(x.dim() - 1)));
  shape[x.dim() - 3] *= taps;
  shape[x.dim() - 2] = down * across;
  return tabulate(shape, [&](const Shape& y) {
    int64_t channel = 0;  // counted over all images
    for (int axis = 0; axis < y.rank() - 1; ++axis) channel = channel * shape[axis] + y[axis];
    const int64_t tap = channel % taps, place = y[y.rank() - 1];
    const int64_t h = place / across * o.stride.h + tap / kernel.w * o.dilation.h - o.padding.h;
    const int64_t w = place % across * o.stride.w + tap % kernel.w * o.dilation.w - o.padding.w;
    if (h < 0 || h >= height || w < 0 || w >= width) return 0.0;
    return double(x.data()[(channel / taps * height + h) * width + w]);
  });
}

OpRow row(const char* name, Pair kernel, const UnfoldOptions& options,
          const std::vector<std::vector<Shape>>& shapes, bool reads_all) {
  return {
      .name = name,
      .f = [=](auto& in) { return unfold(in[0], kernel, options); },
      .oracle = [=](auto& in) { return columns(in[0], kernel, options); },
      .shapes = shapes,
      .nan_stays = reads_all,
  };
}

OpRow with_errors(OpRow table_row) {
  table_row.errors = {
      throws<ShapeError>(
          [] {
            unfold(zeros({5, 5}), 2);
          },
          {"there are no channels", "(.., C, H, W)"}),
      throws<ShapeError>(
          [] {
            unfold(zeros({1, 5, 5}), {2, 6});
          },
          {"larger than the image", "spans 6"}),
      throws<ShapeError>(
          [] {
            unfold(zeros({1, 5, 5}), 3, {.dilation = {1, 3}});
          },
          {"larger than the image", "spans 7"}),
      throws<ShapeError>(
          [] {
            unfold(zeros({1, 1, 5, 5}), 1 << 30, {.padding = 1 << 30});
          },
          {}),
      throws<ValueError>(
          [] {
            unfold(zeros({1, 5, 5}), {0, 1});
          },
          {"kernel is (0, 1)"}),
      throws<ValueError>(
          [] {
            unfold(zeros({1, 5, 5}), 2, {.stride = 0});
          },
          {"stride is (0, 0)"}),
      throws<ValueError>(
          [] {
            unfold(zeros({1, 5, 5}), 2, {.padding = {-1, 0}});
          },
          {"padding is (-1, 0)"}),
      throws<ValueError>(
          [] {
            unfold(zeros({1, 5, 5}), 2, {.dilation = 0});
          },
          {"dilation is (0, 0)"}),
  };
  return table_row;
}

const Row rows[] = {
    {with_errors(row("unfold", {2, 3}, {},
                     {{{1, 1, 2, 3}},
                      {{0, 2, 4, 4}},
                      {{2, 0, 4, 4}},
                      {{2, 3, 5, 7}},
                      {{3, 4, 6}},
                      {{2, 1, 3, 3, 5}},
                      {{9, 7, 13, 35}}},
                     true))},
    {row("unfold, stride, padding and dilation", {3, 2},
         {.stride = {2, 3}, .padding = {1, 2}, .dilation = {1, 2}},
         {{{1, 1, 1, 1}},
          {{0, 2, 4, 4}},
          {{2, 3, 5, 7}},
          {{3, 4, 6}},
          {{2, 1, 3, 3, 5}},
          {{9, 7, 13, 35}}},
         false)},
    {row("unfold, patches", {2, 2}, {.stride = 2},
         {{{1, 1, 2, 2}},
          {{0, 2, 4, 4}},
          {{2, 3, 4, 8}},
          {{3, 4, 6}},
          {{2, 1, 3, 2, 4}},
          {{9, 7, 12, 34}},
          {{1, 33, 2, 2}}},
         true)},
};

}  // namespace
