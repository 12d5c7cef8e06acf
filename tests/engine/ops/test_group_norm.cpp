// Rows: norms of each example's channels.

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/norm.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

constexpr double kEps = 1e-3;

// The definition, in double: x seen as (N G, C / G, L), a group after the other. With running
// moments, these instead.
Tensor groups_of(const Tensor& x, int64_t groups, const Tensor& weight, const Tensor& bias,
                 const Tensor& running_mean = {}, const Tensor& running_var = {}) {
  const int64_t channels = x.size(1), length = x.shape().product(2, x.dim());
  const int64_t size = groups > 0 ? channels / groups * length : 0;
  int64_t next = 0;
  return tabulate(x.shape(), [&](const Shape& index) {
    const int64_t at = next++, channel = index[1];
    const real* group = x.data() + at / size * size;
    double mean = 0, var = 0;
    for (int64_t k = 0; k < size; ++k) mean += double(group[k]) / double(size);
    for (int64_t k = 0; k < size; ++k) var += std::pow(double(group[k]) - mean, 2) / double(size);
    if (running_mean.defined()) mean = double(running_mean.data()[channel]);
    if (running_var.defined()) var = double(running_var.data()[channel]);
    const double z = (double(x.data()[at]) - mean) / std::sqrt(var + kEps);
    return z * (weight.defined() ? double(weight.data()[channel]) : 1) +
           (bias.defined() ? double(bias.data()[channel]) : 0);
  });
}

const std::vector<std::vector<Shape>> even_shapes = {
    {{1, 2}, {2}, {2}},       {{3, 4}, {4}, {4}},        {{0, 2, 3}, {2}, {2}},
    {{2, 0, 3}, {0}, {0}},    {{2, 4, 0}, {4}, {4}},     {{2, 6, 5, 7}, {6}, {6}},
    {{4, 2, 1, 1}, {2}, {2}}, {{3, 4, 1, 67}, {4}, {4}}, {{7, 36, 7, 9}, {36}, {36}}};

const Row group_norms[] = {
    {{
        .name = "group_norm",
        .f = [](auto& in) { return group_norm(in[0], 2, in[1], in[2], kEps); },
        .oracle = [](auto& in) { return groups_of(in[0], 2, in[1], in[2]); },
        .shapes = even_shapes,
        .errors = {throws<ShapeError>([] { group_norm(zeros({4}), 2); },
                                      {"no channels to normalise"}),
                   throws<ShapeError>(
                       [] {
                         group_norm(zeros({2, 4, 3}), 3);
                       },
                       {"cannot be split into groups", "multiple of num_groups, 3", "(2, 4, 3)\n"}),
                   throws<ShapeError>(
                       [] {
                         group_norm(zeros({2, 4, 3}), 2, ones({2}));
                       },
                       {"weight and x do not fit", "x has C = 4"}),
                   throws<ShapeError>(
                       [] {
                         group_norm(zeros({2, 4, 3}), 2, ones({4}), ones({1, 4}));
                       },
                       {"bias and x do not fit"}),
                   throws<ValueError>(
                       [] {
                         group_norm(zeros({2, 4, 3}), 0);
                       },
                       {"num_groups is 0"}),
                   throws<ValueError>(
                       [] {
                         group_norm(zeros({2, 4, 3}), 2, {}, {}, -1);
                       },
                       {"eps is -1"})},
    }},
    {{
        .name = "group_norm, one group, without weights",
        .f = [](auto& in) { return group_norm(in[0], 1, {}, {}, kEps); },
        .oracle = [](auto& in) { return groups_of(in[0], 1, {}, {}); },
        .shapes = {{{1, 1}}, {{3, 5}}, {{0, 3}}, {{2, 3, 5, 7}}, {{3, 1, 33}}, {{2, 2, 16}}},
    }},
    {{
        .name = "group_norm, far from zero, with a bias alone",
        .f = [](auto& in) { return group_norm(in[0], 2, {}, in[1], kEps); },
        .oracle = [](auto& in) { return groups_of(in[0], 2, {}, in[1]); },
        .shapes = {{{1, 2, 6}, {2}},
                   {{3, 4, 5}, {4}},
                   {{0, 2, 3}, {2}},
                   {{2, 6, 5, 7}, {6}},
                   {{1, 2, 33}, {2}},
                   {{2, 4, 16}, {4}}},
        .domains = {{.low = 30, .high = 34}, {}},
    }},
};

const std::vector<std::vector<Shape>> image_shapes = {
    {{1, 1, 2}, {1}, {1}},       {{3, 4, 5}, {4}, {4}},     {{0, 2, 3}, {2}, {2}},
    {{2, 0, 3}, {0}, {0}},       {{2, 4, 0}, {4}, {4}},     {{2, 3, 5, 7}, {3}, {3}},
    {{2, 2, 2, 3, 3}, {2}, {2}}, {{4, 5, 1, 33}, {5}, {5}}, {{7, 37, 7, 9}, {37}, {37}}};

Tensor running(const Tensor& x, double from, double step) {
  return full({x.size(1)}, from) + arange(x.size(1)) * step;
}

const Row instance_norms[] = {
    {{
        .name = "instance_norm",
        .f = [](auto& in) { return instance_norm(in[0], in[1], in[2], {}, {}, true, 0.1, kEps); },
        .oracle = [](auto& in) { return groups_of(in[0], in[0].size(1), in[1], in[2]); },
        .shapes = image_shapes,
        .errors = {throws<ShapeError>([] { instance_norm(zeros({3})); },
                                      {"no channels to normalise"}),
                   throws<ShapeError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), ones({2}));
                       },
                       {"weight and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, ones({4}));
                       },
                       {"bias and x do not fit", "x has C = 3"}),
                   throws<ShapeError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, ones({2}), ones({3}));
                       },
                       {"running_mean and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, ones({3}), ones({4}));
                       },
                       {"running_var and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         instance_norm(zeros({2, 3, 1, 1}));
                       },
                       {"one number a channel", "(2, 3, 1, 1)\n"}),
                   throws<ValueError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, {}, {}, false);
                       },
                       {"the running mean or variance is missing"}),
                   throws<ValueError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, {}, ones({3}));
                       },
                       {"the running mean or variance is missing"}),
                   throws<ValueError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, {}, {}, true, 1.5);
                       },
                       {"momentum is 1.5", "0 to 1"}),
                   throws<ValueError>(
                       [] {
                         instance_norm(zeros({2, 3, 4}), {}, {}, {}, {}, true, 0.1, NAN);
                       },
                       {"eps is "})},
    }},
    {{
        .name = "instance_norm, by running statistics",
        .f =
            [](auto& in) {
              return instance_norm(in[0], in[1], in[2], running(in[0], 0.1, 0.2),
                                   running(in[0], 1, 0.5), false, 0.1, kEps);
            },
        .oracle =
            [](auto& in) {
              return groups_of(in[0], in[0].size(1), in[1], in[2], running(in[0], 0.1, 0.2),
                               running(in[0], 1, 0.5));
            },
        .shapes = image_shapes,
    }},
};

}  // namespace
