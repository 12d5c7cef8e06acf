// Rows: convolution.

#include "engine/ops/conv.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// The definition: seven loops, in double.
Tensor seven_loops(const Tensor& x, const Tensor& weight, const Tensor& bias,
                   const Conv2dOptions& o = {}) {
  const int64_t images = x.size(0), height = x.size(2), width = x.size(3);
  const int64_t out = weight.size(0), in = weight.size(1), kh = weight.size(2), kw = weight.size(3);
  const auto places = [](int64_t size, int64_t k, int64_t stride, int64_t padding,
                         int64_t dilation) {
    return (size + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
  };
  Tensor y = empty({images, out, places(height, kh, o.stride.h, o.padding.h, o.dilation.h),
                    places(width, kw, o.stride.w, o.padding.w, o.dilation.w)});
  real* next = y.mutable_data();
  for (int64_t n = 0; n < images; ++n)
    for (int64_t q = 0; q < out; ++q)
      for (int64_t v = 0; v < y.size(2); ++v)
        for (int64_t u = 0; u < y.size(3); ++u) {
          double sum = bias.defined() ? double(bias.data()[q]) : 0;
          for (int64_t c = 0; c < in; ++c)
            for (int64_t i = 0; i < kh; ++i)
              for (int64_t j = 0; j < kw; ++j) {
                const int64_t channel = q / (out / o.groups) * in + c;
                const int64_t h = v * o.stride.h + i * o.dilation.h - o.padding.h;
                const int64_t w = u * o.stride.w + j * o.dilation.w - o.padding.w;
                if (h < 0 || h >= height || w < 0 || w >= width) continue;
                sum += double(x.at({n, channel, h, w})) * double(weight.at({q, c, i, j}));
              }
          *next++ = real(sum);
        }
  return y;
}

struct Case {
  const char* name;
  Conv2dOptions options;
  std::vector<std::vector<Shape>> shapes;
  bool reads_all = true;  // of x, whatever the sizes
};

// Without a bias if there are two shapes; with as many groups as the shapes say.
OpRow row(const Case& with) {
  const auto bias = [](auto& in) { return in.size() == 3 ? in[2] : Tensor(); };
  const auto options = [=](auto& in) {
    Conv2dOptions own = with.options;
    own.groups = in[1].size(1) == 0 ? 1 : in[0].size(1) / in[1].size(1);
    return own;
  };
  return {
      .name = with.name,
      .f = [=](auto& in) { return conv2d(in[0], in[1], bias(in), options(in)); },
      .oracle = [=](auto& in) { return seven_loops(in[0], in[1], bias(in), options(in)); },
      .shapes = with.shapes,
      .domain = {.low = -1, .high = 1},  // long sums of larger numbers are not exact in float
      .nan_stays = with.reads_all,
  };
}

const Tensor image = zeros({2, 4, 5, 6}), kernels = zeros({6, 4, 3, 3});

OpRow with_errors(OpRow table_row) {
  table_row.errors = {
      throws<ShapeError>(
          [] {
            conv2d(zeros({4, 5, 6}), kernels);
          },
          {"needs four axes each"}),
      throws<ShapeError>(
          [] {
            conv2d(image, zeros({6, 4, 3}));
          },
          {"needs four axes each"}),
      throws<ShapeError>(
          [] {
            conv2d(image, zeros({6, 3, 3, 3}));
          },
          {"the channels do not fit", "(2, 4, 5, 6)\n", "(6, 3, 3, 3)\n"}),
      throws<ShapeError>([] { conv2d(image, kernels, {}, {.groups = 2}); },
                         {"the channels do not fit"}),
      throws<ShapeError>([] { conv2d(image, kernels, {}, {.groups = 3}); },
                         {"the channels do not fit"}),
      throws<ShapeError>(
          [] {
            conv2d(image, zeros({5, 2, 3, 3}), {}, {.groups = 2});
          },
          {"cannot be split into groups"}),
      throws<ShapeError>([] { conv2d(image, kernels, zeros({4})); },
                         {"bias and weight do not fit"}),
      throws<ShapeError>(
          [] {
            conv2d(image, zeros({1, 4, 6, 1}));
          },
          {"larger than the image", "spans 6", "padding 5"}),
      throws<ShapeError>([] { conv2d(image, kernels, {}, {.dilation = Pair(1, 3)}); }, {"spans 7"}),
      throws<ShapeError>(
          [] {
            conv2d(zeros({1, 4, 0, 5}), zeros({1, 4, 1, 1}));
          },
          {"larger than"}),
      throws<ValueError>(
          [] {
            conv2d(image, zeros({1, 4, 0, 1}));
          },
          {"kernel is (0, 1)"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.stride = 0}); }, {"stride is (0, 0)"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.stride = Pair(1, -2)}); },
                         {"stride is (1, -2)"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.padding = Pair(0, -1)}); },
                         {"padding is"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.dilation = 0}); }, {"dilation is"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.padding = INT64_MAX}); },
                         {"padding is"}),
      throws<ValueError>([] { conv2d(image, kernels, {}, {.groups = 0}); }, {"groups is 0"}),
  };
  return table_row;
}

const std::vector<Shape> one = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1}};

const Row rows[] = {
    {with_errors(row({.name = "conv2d",
                      .options = {},
                      .shapes = {one,
                                 {{0, 2, 4, 4}, {3, 2, 3, 3}, {3}},
                                 {{2, 0, 4, 4}, {3, 0, 3, 3}, {3}},
                                 {{2, 2, 4, 4}, {0, 2, 3, 3}, {0}},
                                 {{2, 3, 5, 7}, {4, 3, 3, 2}, {4}},
                                 {{1, 2, 3, 3}, {2, 2, 3, 3}, {2}},
                                 {{9, 1, 6, 5}, {2, 1, 2, 3}, {2}},
                                 {{1, 11, 33, 31}, {5, 11, 5, 4}, {5}}}}))},
    {row({.name = "conv2d, padded, without a bias",
          .options = {.padding = {1, 2}},
          .shapes = {{{1, 1, 1, 1}, {1, 1, 1, 1}},
                     {{0, 1, 4, 4}, {3, 1, 3, 3}},
                     {{2, 3, 5, 7}, {4, 3, 3, 2}},
                     {{1, 1, 1, 2}, {1, 1, 3, 5}},
                     {{2, 1, 0, 3}, {1, 1, 2, 5}},
                     {{2, 2, 3, 9}, {3, 2, 2, 5}},
                     {{3, 35, 11, 13}, {4, 35, 3, 3}}}})},
    {row({.name = "conv2d, stride 2",
          .options = {.stride = 2, .padding = 1},
          .shapes = {one,
                     {{0, 1, 4, 4}, {3, 1, 3, 3}, {3}},
                     {{2, 3, 5, 7}, {4, 3, 3, 2}, {4}},
                     {{1, 2, 4, 4}, {2, 2, 3, 3}, {2}},
                     {{2, 1, 9, 8}, {2, 1, 1, 1}, {2}},
                     {{17, 3, 13, 35}, {4, 3, 3, 3}, {4}}},
          .reads_all = false})},
    {row({.name = "conv2d, strides, paddings and dilations that differ",
          .options = {.stride = {3, 2}, .padding = {2, 3}, .dilation = {2, 3}},
          .shapes = {one,
                     {{0, 1, 4, 4}, {3, 1, 3, 3}, {3}},
                     {{2, 3, 5, 7}, {4, 3, 2, 2}, {4}},
                     {{1, 2, 8, 8}, {2, 2, 3, 3}, {2}},
                     {{2, 1, 9, 18}, {2, 1, 4, 5}, {2}},
                     {{5, 3, 23, 35}, {4, 3, 3, 3}, {4}}},
          .reads_all = false})},
    {row({.name = "conv2d, groups",
          .options = {.padding = 1},
          .shapes = {one,
                     {{1, 3, 1, 1}, {3, 1, 1, 1}, {3}},
                     {{0, 3, 4, 4}, {3, 1, 3, 3}, {3}},
                     {{2, 3, 5, 7}, {6, 1, 3, 2}, {6}},
                     {{5, 6, 4, 3}, {3, 2, 3, 3}, {3}},
                     {{3, 6, 5, 4}, {9, 2, 1, 1}, {9}},
                     {{5, 9, 7, 35}, {6, 3, 3, 3}, {6}}}})},
    {row({.name = "conv2d, 1x1",
          .options = {},
          .shapes = {one,
                     {{0, 2, 4, 4}, {3, 2, 1, 1}, {3}},
                     {{2, 3, 5, 7}, {4, 3, 1, 1}, {4}},
                     {{5, 6, 1, 1}, {2, 6, 1, 1}, {2}},
                     {{1, 1, 3, 3}, {5, 1, 1, 1}, {5}},
                     {{7, 17, 5, 35}, {9, 17, 1, 1}, {9}}}})},
    {row({.name = "conv2d, patches",
          .options = {.stride = {2, 3}},
          .shapes = {{{1, 1, 2, 3}, {1, 1, 2, 3}, {1}},
                     {{0, 2, 4, 6}, {3, 2, 2, 3}, {3}},
                     {{2, 3, 4, 6}, {4, 3, 2, 3}, {4}},
                     {{65, 1, 8, 9}, {5, 1, 2, 3}, {5}},
                     {{1, 1, 5, 8}, {5, 1, 2, 3}, {5}},
                     {{5, 3, 35, 33}, {4, 3, 2, 3}, {4}}},
          .reads_all = false})},
};

}  // namespace
