// Rows: norms.

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/norm.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;
using Tensors = std::vector<Tensor>;

constexpr double kEps = 1e-3;

// The definition, in double. x is (N, C, L): what has one n (by_row) or one c is normalised
// together; it is weighted by l, or by c.
Tensor normalised(const Tensor& x, const Shape& ncl, bool by_row, const Tensor& weight,
                  const Tensor& bias, const Tensor& running_mean, const Tensor& running_var) {
  const int64_t n = ncl[0], c = ncl[1], l = ncl[2], count = by_row ? l : n * l;
  Tensor y = empty(x.shape());
  real* out = y.mutable_data();
  const auto own = [&](int64_t group, int64_t k) {  // where number k of a group stands
    return by_row ? group * l + k : (k / l * c + group) * l + k % l;
  };
  for (int64_t group = 0; group < (by_row ? n * c : c); ++group) {
    double mean = 0, var = 0;
    for (int64_t k = 0; k < count; ++k) mean += double(x.data()[own(group, k)]) / double(count);
    for (int64_t k = 0; k < count; ++k)
      var += std::pow(double(x.data()[own(group, k)]) - mean, 2) / double(count);
    if (running_mean.defined()) mean = double(running_mean.data()[group]);
    if (running_var.defined()) var = double(running_var.data()[group]);
    for (int64_t k = 0; k < count; ++k) {
      const int64_t w = by_row ? k : group;
      out[own(group, k)] = real((double(x.data()[own(group, k)]) - mean) / std::sqrt(var + kEps) *
                                    (weight.defined() ? double(weight.data()[w]) : 1) +
                                (bias.defined() ? double(bias.data()[w]) : 0));
    }
  }
  return y;
}

Tensor rows(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {}) {
  const int64_t d = x.size(-1);
  return normalised(x, {x.shape().product(0, x.dim() - 1), 1, d}, true, weight, bias, {}, {});
}

Tensor channels(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                const Tensor& mean = {}, const Tensor& var = {}) {
  const Shape ncl{x.size(0), x.size(1), x.shape().product(2, x.dim())};
  return normalised(x, ncl, false, weight, bias, mean, var);
}

const Row layer_norms[] = {
    {{
        .name = "layer_norm",
        .f = [](auto& in) { return layer_norm(in[0], in[1], in[2], kEps); },
        .oracle = [](auto& in) { return rows(in[0], in[1], in[2]); },
        .shapes = {{{1}, {1}, {1}},
                   {{5}, {5}, {5}},
                   {{2, 1}, {1}, {1}},
                   {{3, 4, 7}, {7}, {7}},
                   {{0, 3}, {3}, {3}},
                   {{3, 0}, {0}, {0}},
                   {{2, 64}, {64}, {64}},
                   {{5, 137}, {137}, {137}},
                   {{2, 3, 2, 19}, {19}, {19}},
                   {{301, 67}, {67}, {67}}},
        .errors = {throws<ShapeError>(
                       [] {
                         layer_norm(zeros({2, 3}), ones({2}));
                       },
                       {"weight and x do not fit", "x has D = 3"}),
                   throws<ShapeError>(
                       [] {
                         layer_norm(zeros({2, 3}), ones({3}), ones({1, 3}));
                       },
                       {"bias and x do not fit"}),
                   throws<ShapeError>([] { layer_norm(zeros({})); }, {"no axis to normalise"}),
                   throws<ValueError>([] { layer_norm(zeros({2}), {}, {}, -1); }, {"eps is -1"}),
                   throws<ValueError>([] { layer_norm(zeros({2}), {}, {}, NAN); }, {"eps is "})},
    }},
    {{
        .name = "layer_norm, without weights",
        .f = [](auto& in) { return layer_norm(in[0], {}, {}, kEps); },
        .oracle = [](auto& in) { return rows(in[0]); },
        .shapes = {{{1}}, {{6}}, {{0, 4}}, {{4, 1}}, {{3, 35}}, {{2, 2, 16}}},
    }},
    {{
        .name = "layer_norm, with a bias alone",
        .f = [](auto& in) { return layer_norm(in[0], {}, in[1], kEps); },
        .oracle = [](auto& in) { return rows(in[0], {}, in[1]); },
        .shapes =
            {{{1}, {1}}, {{6}, {6}}, {{0, 4}, {4}}, {{4, 1}, {1}}, {{3, 35}, {35}}, {{2, 8}, {8}}},
    }},
    {{
        .name = "layer_norm, far from zero",
        .f = [](auto& in) { return layer_norm(in[0], in[1], in[2], kEps); },
        .oracle = [](auto& in) { return rows(in[0], in[1], in[2]); },
        .shapes = {{{1}, {1}, {1}},
                   {{6}, {6}, {6}},
                   {{0, 4}, {4}, {4}},
                   {{4, 1}, {1}, {1}},
                   {{3, 35}, {35}, {35}},
                   {{2, 8}, {8}, {8}}},
        .domains = {{.low = 30, .high = 34}, {}, {}},
    }},
};

const std::vector<std::vector<Shape>> image_shapes = {
    {{2, 1}, {1}, {1}},        {{3, 4}, {4}, {4}},          {{0, 3, 2}, {3}, {3}},
    {{2, 0, 3}, {0}, {0}},     {{2, 3, 5, 7}, {3}, {3}},    {{1, 2, 3}, {2}, {2}},
    {{4, 5, 1, 33}, {5}, {5}}, {{3, 3, 3, 3, 3}, {3}, {3}}, {{7, 137, 3, 5}, {137}, {137}},
    {{133, 77}, {77}, {77}},   {{35, 9, 3}, {9}, {9}},      {{2, 3, 0}, {3}, {3}},
};

Tensor running(const Tensor& x, double from, double step) {
  return full({x.size(1)}, from) + arange(x.size(1)) * step;
}

const Row batch_norms[] = {
    {{
        .name = "batch_norm, training",
        .f = [](auto& in) { return batch_norm(in[0], in[1], in[2], {}, {}, true, 0.1, kEps); },
        .oracle = [](auto& in) { return channels(in[0], in[1], in[2]); },
        .shapes = image_shapes,
        .errors = {throws<ShapeError>([] { batch_norm(zeros({3}), {}, {}, {}, {}, true); },
                                      {"no channels to normalise"}),
                   throws<ShapeError>(
                       [] {
                         batch_norm(zeros({2, 3}), ones({2}), {}, {}, {}, true);
                       },
                       {"weight and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, ones({}), {}, {}, true);
                       },
                       {"bias and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, {}, ones({2}), ones({2}), true);
                       },
                       {"running_mean and x do not fit"}),
                   throws<ShapeError>(
                       [] {
                         batch_norm(zeros({1, 3}), {}, {}, {}, {}, true);
                       },
                       {"one number a channel"}),
                   throws<ValueError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, {}, {}, {}, false);
                       },
                       {"running"}),
                   throws<ValueError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, {}, ones({3}), {}, true);
                       },
                       {"running"}),
                   throws<ValueError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, {}, {}, {}, true, 0.1, -1);
                       },
                       {"eps is -1"}),
                   throws<ValueError>(
                       [] {
                         batch_norm(zeros({2, 3}), {}, {}, {}, {}, true, -0.1);
                       },
                       {"momentum is -0.1", "0 to 1"})},
    }},
    {{
        .name = "batch_norm, evaluation",
        .f =
            [](auto& in) {
              return batch_norm(in[0], in[1], in[2], running(in[0], 0.1, 0.2),
                                running(in[0], 1, 0.5), false, 0.1, kEps);
            },
        .oracle =
            [](auto& in) {
              return channels(in[0], in[1], in[2], running(in[0], 0.1, 0.2),
                              running(in[0], 1, 0.5));
            },
        .shapes = image_shapes,
    }},
    {{
        .name = "batch_norm, evaluation without weights",
        .f =
            [](auto& in) {
              return batch_norm(in[0], {}, {}, running(in[0], 0.1, 0.2), running(in[0], 1, 0.5),
                                false, 0.1, kEps);
            },
        .oracle =
            [](auto& in) {
              return channels(in[0], {}, {}, running(in[0], 0.1, 0.2), running(in[0], 1, 0.5));
            },
        .shapes = {{{1, 1}}, {{0, 1}}, {{5, 3}}, {{2, 3, 17}}, {{3, 2, 5, 5}}, {{1, 1, 1, 71}}},
    }},
};

}  // namespace
