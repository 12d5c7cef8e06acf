// Rows: transpose and permute.

#include "engine/ops/shape.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// Element (i_0, i_1, …) of the result is element (…, i_k at axis dims[k], …) of x.
Tensor permuted(const Tensor& x, const Index& dims) {
  Shape shape;
  for (const int64_t dim : dims) shape.push_back(x.shape()[int(dim)]);
  return by_index(shape, [&](const Index& index) {
    Index from(index.size());
    for (size_t k = 0; k < dims.size(); ++k) from[size_t(dims[k])] = index[k];
    return at(x, from);
  });
}
const std::vector<std::vector<Shape>> axes_2 = {
    {{1, 1}}, {{2, 3}}, {{0, 3}}, {{3, 0}}, {{1, 5}}, {{5, 1}}, {{7, 19}}, {{16, 32}}, {{131, 95}}};
const std::vector<std::vector<Shape>> axes_4 = {
    {{1, 1, 1, 1}},  {{2, 3, 4, 5}},  {{2, 0, 3, 1}},    {{1, 3, 1, 2}}, {{3, 17, 5, 1}},
    {{3, 1, 17, 7}}, {{2, 21, 5, 3}}, {{2, 19, 17, 16}}, {{3, 2, 3, 37}}};

OpRow permutation(const char* name, std::vector<std::vector<Shape>> shapes,
                  std::vector<int64_t> dims) {
  Dims argument;
  for (const int64_t dim : dims) argument.list.push_back(dim);
  return {
      .name = name,
      .f = [=](auto& in) { return permute(in[0], argument); },
      .oracle = [=](auto& in) { return permuted(in[0], dims); },
      .shapes = std::move(shapes),
      .errors = {throws<ShapeError>(
                     [] {
                       permute(ones({2, 3}), {0});
                     },
                     {"not one axis for each", "(2, 3)"}),
                 throws<ShapeError>(
                     [] {
                       permute(ones({2, 3}), {0, 0});
                     },
                     {"axis 0 is named twice"}),
                 throws<ShapeError>(
                     [] {
                       permute(ones({2, 3}), {0, 2});
                     },
                     {"there is no axis 2"})},
  };
}

const Row rows[] = {
    {{
        .name = "transpose",
        .f = [](auto& in) { return transpose(in[0], 0, -1); },
        .oracle =
            [](auto& in) {
              return permuted(in[0], {1, 0});
            },
        .shapes = axes_2,
        .errors = {throws<ShapeError>(
            [] {
              transpose(ones({2, 3}), 0, 2);
            },
            {"there is no axis 2"})},
    }},
    {{
        .name = "transpose, last two of four",
        .f = [](auto& in) { return transpose(in[0], 2, 3); },
        .oracle =
            [](auto& in) {
              return permuted(in[0], {0, 1, 3, 2});
            },
        .shapes = axes_4,
    }},
    {permutation("permute, heads", axes_4, {0, 2, 1, 3})},
    {permutation("permute, reversed", axes_4, {3, 2, 1, 0})},
    {permutation("permute, cyclic", axes_4, {1, 2, 3, 0})},
    {permutation("permute, channels last", axes_4, {0, 2, 3, 1})},
    {permutation("permute, unchanged", axes_2, {0, 1})},
};

}  // namespace
