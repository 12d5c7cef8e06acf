// Rows: transposed convolution.

#include "engine/ops/conv.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

int64_t length(int64_t size, int64_t k, int64_t stride, int64_t padding, int64_t extra,
               int64_t dilation) {
  return (size - 1) * stride - 2 * padding + dilation * (k - 1) + extra + 1;
}

// The definition: each number of x paints its kernel into y; in double.
Tensor painted(const Tensor& x, const Tensor& weight, const Tensor& bias,
               const ConvTranspose2dOptions& o) {
  const int64_t channels = x.size(1), per_group = weight.size(1), out = per_group * o.groups;
  const int64_t kh = weight.size(2), kw = weight.size(3);
  const Shape shape{
      x.size(0), out,
      length(x.size(2), kh, o.stride.h, o.padding.h, o.output_padding.h, o.dilation.h),
      length(x.size(3), kw, o.stride.w, o.padding.w, o.output_padding.w, o.dilation.w)};
  std::vector<double> y(size_t(shape.numel()));
  for (size_t k = 0; bias.defined() && k < y.size(); ++k)
    y[k] = double(bias.data()[int64_t(k) / (shape[2] * shape[3]) % out]);
  for (int64_t n = 0; n < x.size(0); ++n)
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t v = 0; v < x.size(2); ++v)
        for (int64_t u = 0; u < x.size(3); ++u)
          for (int64_t q = 0; q < per_group; ++q)
            for (int64_t i = 0; i < kh; ++i)
              for (int64_t j = 0; j < kw; ++j) {
                const int64_t h = v * o.stride.h + i * o.dilation.h - o.padding.h;
                const int64_t w = u * o.stride.w + j * o.dilation.w - o.padding.w;
                if (h < 0 || h >= shape[2] || w < 0 || w >= shape[3]) continue;
                const int64_t channel = c / (channels / o.groups) * per_group + q;
                y[size_t(((n * out + channel) * shape[2] + h) * shape[3] + w)] +=
                    double(x.at({n, c, v, u})) * double(weight.at({c, q, i, j}));
              }
  int64_t next = 0;
  return tabulate(shape, [&](const Shape&) { return y[size_t(next++)]; });
}

struct Case {
  const char* name;
  ConvTranspose2dOptions options;
  std::vector<std::vector<Shape>> shapes;
  bool shows_all = true;  // of what x paints
};

// Without a bias if there are two shapes.
OpRow row(const Case& with) {
  const auto bias = [](auto& in) { return in.size() == 3 ? in[2] : Tensor(); };
  return {
      .name = with.name,
      .f = [=](auto& in) { return conv_transpose2d(in[0], in[1], bias(in), with.options); },
      .oracle = [=](auto& in) { return painted(in[0], in[1], bias(in), with.options); },
      .shapes = with.shapes,
      .domain = {.low = -1, .high = 1},
      .nan_stays = with.shows_all,
  };
}

const Tensor image = zeros({2, 4, 5, 6}), kernels = zeros({4, 3, 3, 3});

OpRow with_errors(OpRow table_row) {
  table_row.errors = {
      throws<ShapeError>(
          [] {
            conv_transpose2d(zeros({4, 5, 6}), kernels);
          },
          {"needs four axes each", "(C, O/groups, kh, kw)"}),
      throws<ShapeError>(
          [] {
            conv_transpose2d(image, zeros({4, 3, 3}));
          },
          {"needs four axes each"}),
      throws<ShapeError>(
          [] {
            conv_transpose2d(image, zeros({3, 4, 3, 3}));
          },
          {"the channels do not fit", "(2, 4, 5, 6)\n", "(3, 4, 3, 3)\n"}),
      throws<ShapeError>([] { conv_transpose2d(image, kernels, {}, {.groups = 3}); },
                         {"the channels do not fit", "multiple of groups, 3"}),
      throws<ShapeError>([] { conv_transpose2d(image, kernels, zeros({4})); },
                         {"bias and weight do not fit"}),
      throws<ShapeError>([] { conv_transpose2d(image, kernels, zeros({3}), {.groups = 2}); },
                         {"bias and weight do not fit", "groups is 2"}),
      throws<ShapeError>(
          [] {
            conv_transpose2d(zeros({1, 4, 0, 2}), kernels);
          },
          {"there is no image"}),
      throws<ShapeError>(
          [] {
            conv_transpose2d(zeros({1, 4, 1, 2}), kernels, {}, {.padding = {2, 0}});
          },
          {"nothing is left", "would be -1"}),
      throws<ValueError>(
          [] {
            conv_transpose2d(image, zeros({4, 3, 0, 3}));
          },
          {"kernel is (0, 3)"}),
      throws<ValueError>([] { conv_transpose2d(image, kernels, {}, {.stride = 0}); },
                         {"stride is (0, 0)"}),
      throws<ValueError>(
          [] {
            conv_transpose2d(image, kernels, {}, {.padding = {0, -1}});
          },
          {"padding is (0, -1)"}),
      throws<ValueError>([] { conv_transpose2d(image, kernels, {}, {.output_padding = -1}); },
                         {"output_padding is (-1, -1)"}),
      throws<ValueError>(
          [] {
            conv_transpose2d(image, kernels, {}, {.dilation = {1, 0}});
          },
          {"dilation is (1, 0)"}),
      throws<ValueError>(
          [] {
            conv_transpose2d(image, kernels, {}, {.output_padding = {0, 1}});
          },
          {"output_padding is (0, 1)", "less than the stride"}),
      throws<ValueError>([] { conv_transpose2d(image, kernels, {}, {.groups = 0}); },
                         {"groups is 0"}),
  };
  return table_row;
}

const std::vector<Shape> one = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1}};

const Row rows[] = {
    {with_errors(row({.name = "conv_transpose2d",
                      .options = {},
                      .shapes = {one,
                                 {{0, 1, 4, 4}, {1, 3, 3, 3}, {3}},
                                 {{2, 3, 5, 7}, {3, 4, 3, 2}, {4}},
                                 {{1, 2, 1, 3}, {2, 2, 3, 3}, {2}},
                                 {{9, 1, 6, 5}, {1, 2, 2, 3}, {2}},
                                 {{1, 11, 33, 11}, {11, 5, 3, 4}, {5}}}}))},
    {row({.name = "conv_transpose2d, 1x1, without a bias",
          .options = {},
          .shapes = {{{1, 1, 1, 1}, {1, 1, 1, 1}},
                     {{0, 2, 4, 4}, {2, 3, 1, 1}},
                     {{2, 3, 5, 7}, {3, 4, 1, 1}},
                     {{5, 6, 1, 1}, {6, 2, 1, 1}},
                     {{1, 1, 3, 3}, {1, 5, 1, 1}},
                     {{7, 17, 5, 35}, {17, 9, 1, 1}}}})},
    {row({.name = "conv_transpose2d, doubled",
          .options = {.stride = 2, .padding = 1, .output_padding = 1},
          .shapes = {{{1, 1, 1, 1}, {1, 1, 3, 3}, {1}},
                     {{0, 1, 4, 4}, {1, 3, 3, 3}, {3}},
                     {{2, 3, 5, 7}, {3, 4, 3, 3}, {4}},
                     {{1, 2, 1, 3}, {2, 2, 4, 5}, {2}},
                     {{2, 1, 9, 8}, {1, 2, 3, 3}, {2}},
                     {{5, 3, 13, 35}, {3, 4, 3, 3}, {4}}},
          .shows_all = false})},
    {row({.name = "conv_transpose2d, all options",
          .options = {.stride = {3, 1},
                      .padding = {2, 3},
                      .output_padding = {2, 1},
                      .dilation = {1, 2},
                      .groups = 2},
          .shapes = {{{1, 2, 2, 2}, {2, 1, 2, 4}, {2}},
                     {{0, 2, 4, 4}, {2, 2, 3, 3}, {4}},
                     {{2, 4, 5, 7}, {4, 3, 3, 2}, {6}},
                     {{1, 2, 3, 3}, {2, 1, 4, 4}, {2}},
                     {{3, 6, 2, 8}, {6, 2, 1, 3}, {4}},
                     {{5, 4, 7, 35}, {4, 3, 3, 3}, {6}}},
          .shows_all = false})},
    {row({.name = "conv_transpose2d, more rows than the kernel reaches",
          .options = {.output_padding = 1, .dilation = 2},
          .shapes = {one,
                     {{0, 2, 4, 4}, {2, 2, 3, 3}, {2}},
                     {{2, 4, 5, 7}, {4, 3, 3, 2}, {3}},
                     {{1, 2, 3, 3}, {2, 1, 1, 1}, {1}},
                     {{3, 6, 2, 8}, {6, 2, 1, 3}, {2}},
                     {{5, 4, 7, 35}, {4, 3, 3, 3}, {3}}}})},
};

}  // namespace
