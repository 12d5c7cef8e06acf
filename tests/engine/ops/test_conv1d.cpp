// Rows: convolution of sequences.

#include "engine/ops/conv.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// The definition: five loops, in double.
Tensor five_loops(const Tensor& x, const Tensor& weight, const Tensor& bias,
                  const Conv1dOptions& o) {
  const int64_t in = weight.size(1), taps = weight.size(2), length = x.size(2);
  const int64_t places = (length + 2 * o.padding - o.dilation * (taps - 1) - 1) / o.stride + 1;
  return tabulate({x.size(0), weight.size(0), places}, [&](const Shape& y) {
    double sum = bias.defined() ? double(bias.data()[y[1]]) : 0;
    for (int64_t c = 0; c < in; ++c)
      for (int64_t i = 0; i < taps; ++i) {
        const int64_t channel = y[1] / (weight.size(0) / o.groups) * in + c;
        const int64_t place = y[2] * o.stride + i * o.dilation - o.padding;
        if (place >= 0 && place < length)
          sum += double(x.at({y[0], channel, place})) * double(weight.at({y[1], c, i}));
      }
    return sum;
  });
}

struct Case {
  const char* name;
  Conv1dOptions options;
  std::vector<std::vector<Shape>> shapes;
  bool reads_all = true;  // of x, whatever the sizes
};

// Without a bias if there are two shapes.
OpRow row(const Case& with) {
  const auto bias = [](auto& in) { return in.size() == 3 ? in[2] : Tensor(); };
  return {
      .name = with.name,
      .f = [=](auto& in) { return conv1d(in[0], in[1], bias(in), with.options); },
      .oracle = [=](auto& in) { return five_loops(in[0], in[1], bias(in), with.options); },
      .shapes = with.shapes,
      .domain = {.low = -1, .high = 1},
      .nan_stays = with.reads_all,
  };
}

const Tensor sequence = zeros({2, 4, 7}), kernels = zeros({6, 4, 3});

OpRow with_errors(OpRow table_row) {
  table_row.errors = {
      throws<ShapeError>(
          [] {
            conv1d(zeros({4, 7}), kernels);
          },
          {"needs three axes each", "(N, C, L)", "(O, C/groups, k)"}),
      throws<ShapeError>(
          [] {
            conv1d(sequence, zeros({6, 4, 3, 1}));
          },
          {"needs three axes each", "(6, 4, 3, 1)\n"}),
      throws<ShapeError>(
          [] {
            conv1d(sequence, zeros({6, 3, 3}));
          },
          {"the channels do not fit", "(2, 4, 7)\n", "(6, 3, 3)\n"}),
      throws<ShapeError>([] { conv1d(sequence, kernels, {}, {.groups = 2}); },
                         {"the channels do not fit", "multiples of groups, 2"}),
      throws<ShapeError>(
          [] {
            conv1d(sequence, zeros({5, 2, 3}), {}, {.groups = 2});
          },
          {"cannot be split into groups"}),
      throws<ShapeError>([] { conv1d(sequence, kernels, zeros({4})); },
                         {"bias and weight do not fit", "(6, 4, 3)\n"}),
      throws<ShapeError>(
          [] {
            conv1d(sequence, zeros({1, 4, 8}));
          },
          {"larger than the sequence", "spans 8", "padding 7"}),
      throws<ShapeError>([] { conv1d(sequence, kernels, {}, {.dilation = 4}); }, {"spans 9"}),
      throws<ShapeError>(
          [] {
            conv1d(zeros({1, 4, 0}), zeros({1, 4, 1}));
          },
          {"larger than"}),
      throws<ValueError>(
          [] {
            conv1d(sequence, zeros({6, 4, 0}));
          },
          {"kernel is 0"}),
      throws<ValueError>([] { conv1d(sequence, kernels, {}, {.stride = 0}); },
                         {"stride is 0", "1 or more"}),
      throws<ValueError>([] { conv1d(sequence, kernels, {}, {.padding = -1}); },
                         {"padding is -1", "0 or more"}),
      throws<ValueError>([] { conv1d(sequence, kernels, {}, {.dilation = 0}); }, {"dilation is 0"}),
      throws<ValueError>([] { conv1d(sequence, kernels, {}, {.groups = 0}); }, {"groups is 0"}),
  };
  return table_row;
}

const std::vector<Shape> one = {{1, 1, 1}, {1, 1, 1}, {1}};

const Row rows[] = {
    {with_errors(row({.name = "conv1d",
                      .options = {},
                      .shapes = {one,
                                 {{0, 2, 5}, {3, 2, 3}, {3}},
                                 {{2, 3, 7}, {4, 3, 2}, {4}},
                                 {{1, 2, 3}, {2, 2, 3}, {2}},
                                 {{9, 1, 6}, {2, 1, 1}, {2}},
                                 {{3, 11, 133}, {5, 11, 5}, {5}}}}))},
    {row({.name = "conv1d, padded, without a bias",
          .options = {.padding = 2},
          .shapes = {{{1, 1, 1}, {1, 1, 1}},
                     {{0, 1, 4}, {3, 1, 3}},
                     {{2, 1, 0}, {1, 1, 3}},
                     {{2, 3, 7}, {4, 3, 2}},
                     {{1, 1, 2}, {1, 1, 5}},
                     {{3, 35, 13}, {4, 35, 3}}}})},
    {row({.name = "conv1d, stride, padding and dilation",
          .options = {.stride = 2, .padding = 3, .dilation = 3},
          .shapes = {one,
                     {{0, 1, 4}, {3, 1, 3}, {3}},
                     {{2, 3, 7}, {4, 3, 2}, {4}},
                     {{1, 2, 8}, {2, 2, 3}, {2}},
                     {{2, 1, 18}, {2, 1, 5}, {2}},
                     {{5, 3, 235}, {4, 3, 3}, {4}}},
          .reads_all = false})},
    {row({.name = "conv1d, groups",
          .options = {.padding = 1, .groups = 3},
          .shapes = {{{1, 3, 1}, {3, 1, 1}, {3}},
                     {{0, 3, 4}, {3, 1, 3}, {3}},
                     {{2, 3, 7}, {6, 1, 2}, {6}},
                     {{5, 6, 3}, {3, 2, 3}, {3}},
                     {{3, 6, 4}, {9, 2, 1}, {9}},
                     {{5, 9, 35}, {6, 3, 3}, {6}}}})},
};

}  // namespace
