// Rows: operations that put numbers into another shape.

#include "engine/ops/shape.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// The same numbers, one after the other, in another shape.
Tensor in_order(const Tensor& x, const Shape& shape) {
  return Tensor(shape, std::vector<real>(x.data(), x.data() + x.numel()));
}

Tensor expanded(const Tensor& x, const Shape& shape) {
  return by_index(shape, [&](const Index& index) {
    Index from(index.end() - x.dim(), index.end());
    for (int axis = 0; axis < x.dim(); ++axis)
      if (x.shape()[axis] == 1) from[size_t(axis)] = 0;
    return at(x, from);
  });
}

const std::vector<std::vector<Shape>> any = {{{}},  {{1}},       {{6}},    {{2, 3}},
                                             {{0}}, {{3, 0, 2}}, {{7, 37}}};
const std::vector<std::vector<Shape>> axes_2 = {
    {{1, 1}}, {{2, 3}}, {{0, 3}}, {{3, 0}}, {{1, 5}}, {{5, 1}}, {{7, 19}}, {{16, 32}}, {{131, 95}}};
const std::vector<std::vector<Shape>> axes_4 = {
    {{1, 1, 1, 1}},  {{2, 3, 4, 5}},  {{2, 0, 3, 1}},    {{1, 3, 1, 2}}, {{3, 17, 5, 1}},
    {{3, 1, 17, 7}}, {{2, 21, 5, 3}}, {{2, 19, 17, 16}}, {{3, 2, 3, 37}}};

const Row rows[] = {
    {{
        .name = "reshape",
        .f =
            [](auto& in) {
              return reshape(in[0], {1, in[0].numel(), 1});
            },
        .oracle =
            [](auto& in) {
              return in_order(in[0], {1, in[0].numel(), 1});
            },
        .shapes = any,
        .errors = {throws<ShapeError>(
                       [] {
                         reshape(ones({2, 3}), {4});
                       },
                       {"not as many numbers", "6 numbers cannot fill 4 places"}),
                   throws<ShapeError>(
                       [] {
                         reshape(ones({2, 3}), {-1, 4});
                       },
                       {"6 numbers cannot fill rows of 4", "to    (-1, 4)"}),
                   throws<ShapeError>(
                       [] {
                         reshape(ones({2, 3}), {-1, -1});
                       },
                       {"only one length"}),
                   throws<ShapeError>(
                       [] {
                         reshape(ones({2, 3}), {-1, 0});
                       },
                       {"rows of 0"}),
                   throws<ShapeError>(
                       [] {
                         reshape(ones({0, 3}), {0, -1});
                       },
                       {"could be any length"}),
                   throws<ShapeError>(
                       [] {
                         reshape(ones({2, 3}), {-2, -3});
                       },
                       {"negative"})},
    }},
    {{
        .name = "reshape, open length",
        .f =
            [](auto& in) {
              return reshape(in[0], {-1, 1});
            },
        .oracle =
            [](auto& in) {
              return in_order(in[0], {in[0].numel(), 1});
            },
        .shapes = any,
    }},
    {{
        .name = "flatten",
        .f = [](auto& in) { return flatten(in[0]); },
        .oracle = [](auto& in) { return in_order(in[0], {in[0].numel()}); },
        .shapes = any,
        .errors = {throws<ShapeError>(
                       [] {
                         flatten(ones({2, 3, 4}), 2, 1);
                       },
                       {"wrong order"}),
                   throws<ShapeError>(
                       [] {
                         flatten(ones({2, 3, 4}), 3);
                       },
                       {"there is no axis 3"})},
    }},
    {{
        .name = "flatten, from axis 1 to axis 2",
        .f = [](auto& in) { return flatten(in[0], 1, -2); },
        .oracle =
            [](auto& in) {
              const Shape& s = in[0].shape();
              return in_order(in[0], {s[0], s[1] * s[2], s[3]});
            },
        .shapes = axes_4,
    }},
    {{
        .name = "unsqueeze",
        .f = [](auto& in) { return unsqueeze(in[0], -2); },
        .oracle =
            [](auto& in) {
              return in_order(in[0], {in[0].size(0), 1, in[0].size(1)});
            },
        .shapes = axes_2,
        .errors = {throws<ShapeError>(
            [] {
              unsqueeze(ones({2, 3}), 3);
            },
            {"there is no axis 3"})},
    }},
    {{
        .name = "squeeze",
        .f = [](auto& in) { return squeeze(in[0], 1); },
        .oracle = [](auto& in) { return in_order(in[0], {in[0].numel()}); },
        .shapes = {{{1, 1}}, {{2, 1}}, {{0, 1}}, {{5, 1}}, {{67, 1}}, {{16, 1}}},
        .errors = {throws<ShapeError>(
            [] {
              squeeze(ones({2, 3}), 1);
            },
            {"not of length 1", "(2, 3)\n         ^"})},
    }},
    {{
        .name = "squeeze, all axes of length 1",
        .f = [](auto& in) { return squeeze(in[0]); },
        .oracle = [](auto& in) { return in_order(in[0], {in[0].numel()}); },
        .shapes = {{{1, 2}}, {{1, 0}}, {{1, 5, 1}}, {{37, 1}}, {{3}}, {{1, 1, 7}}},
        .errors = {throws<ValueError>([] { squeeze(Tensor()); }, {"refers to nothing"})},
    }},
    {{
        .name = "expand",
        .f =
            [](auto& in) {
              return expand(in[0], {4, -1, 5});
            },
        .oracle =
            [](auto& in) {
              return expanded(in[0], {4, in[0].size(-2), 5});
            },
        .shapes = {{{1, 1}},
                   {{3, 1}},
                   {{1, 3, 1}},
                   {{4, 2, 1}},
                   {{1, 2, 5}},
                   {{0, 1}},
                   {{67, 5}},
                   {{257, 1}},
                   {{1, 1031, 5}}},
        .errors = {throws<ShapeError>(
                       [] {
                         expand(ones({2, 3}), {2, 4});
                       },
                       {"cannot repeat", "x   (2, 3)\n          ^"}),
                   throws<ShapeError>(
                       [] {
                         expand(ones({2, 3}), {3});
                       },
                       {"fewer axes"}),
                   throws<ShapeError>(
                       [] {
                         expand(ones({3}), {-1, 3});
                       },
                       {"negative", "(-1, 3)"})},
    }},
    {{
        .name = "expand, a scalar",
        .f =
            [](auto& in) {
              return expand(in[0], {3, 37});
            },
        .oracle =
            [](auto& in) {
              return expanded(in[0], {3, 37});
            },
        .shapes = {{{}}, {{1}}, {{37}}, {{3, 1}}, {{1, 37}}, {{3, 37}}},
        .empty_is_legal = false,
    }},
};

}  // namespace
