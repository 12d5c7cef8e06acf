// Rows: tensors put together.

#include "engine/ops/slice.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// Tensors behind each other along `axis`: the number of the tensor, and the place in it.
Tensor joined(const std::vector<Tensor>& list, int axis) {
  std::vector<std::pair<size_t, int64_t>> from;
  for (size_t k = 0; k < list.size(); ++k)
    for (int64_t i = 0; i < list[k].size(axis); ++i) from.emplace_back(k, i);
  Shape shape = list[0].shape();
  shape[axis] = int64_t(from.size());
  return by_index(shape, [&](Index index) {
    const auto [k, place] = from[size_t(index[size_t(axis)])];
    index[size_t(axis)] = place;
    return at(list[k], index);
  });
}

Tensor stacked(const std::vector<Tensor>& list, int axis) {
  Shape shape = list[0].shape();
  shape.insert(axis, int64_t(list.size()));
  return by_index(shape, [&](Index index) {
    const size_t k = size_t(index[size_t(axis)]);
    index.erase(index.begin() + axis);
    return at(list[k], index);
  });
}

const std::vector<std::vector<Shape>> pairs = {
    {{1, 1}, {1, 1}}, {{2, 3}, {2, 3}},         {{0, 3}, {0, 3}},   {{2, 0}, {2, 0}},
    {{5, 1}, {5, 1}}, {{3, 4, 17}, {3, 4, 17}}, {{9, 15}, {9, 15}}, {{103, 51}, {103, 51}}};

const Row rows[] = {
    {{
        .name = "cat",
        .f = [](auto& in) { return cat(in, 1); },
        .oracle = [](auto& in) { return joined(in, 1); },
        .shapes = {{{1, 1}, {1, 1}},
                   {{2, 3}, {2, 0}, {2, 1}},
                   {{0, 3}, {0, 2}},
                   {{3, 1, 2}, {3, 4, 2}},
                   {{5, 4}},
                   {{3, 2, 67}, {3, 1, 67}},
                   {{67, 91}, {67, 111}}},
        .errors = {throws<ValueError>([] { cat(std::vector<Tensor>{}); }, {"the list is empty"}),
                   throws<ShapeError>(
                       [] {
                         cat({ones({2, 3}), ones({2, 3}), ones({3, 3})}, 1);
                       },
                       {"number 2  (3, 3)", "that of axis 1"}),
                   throws<ShapeError>(
                       [] {
                         cat({ones({2, 3}), ones({3})}, 0);
                       },
                       {"number 1"}),
                   throws<ShapeError>(
                       [] {
                         cat({ones({2}), ones({2})}, 1);
                       },
                       {"there is no axis 1"})},
    }},
    {{
        .name = "cat, first axis",
        .f =
            [](auto& in) {
              return cat({in[0], in[1], in[0]});
            },
        .oracle =
            [](auto& in) {
              return joined({in[0], in[1], in[0]}, 0);
            },
        .shapes = pairs,
    }},
    {{
        .name = "cat, last axis",
        .f =
            [](auto& in) {
              return cat({in[0], in[1]}, -1);
            },
        .oracle =
            [](auto& in) {
              return joined({in[0], in[1]}, in[0].dim() - 1);
            },
        .shapes = pairs,
    }},
    {{
        .name = "stack",
        .f =
            [](auto& in) {
              return stack({in[0], in[1], in[0]});
            },
        .oracle =
            [](auto& in) {
              return stacked({in[0], in[1], in[0]}, 0);
            },
        .shapes = pairs,
        .errors = {throws<ValueError>([] { stack(std::vector<Tensor>{}); }, {"the list is empty"}),
                   throws<ShapeError>(
                       [] {
                         stack({ones({2, 3}), ones({2, 1})});
                       },
                       {"first     (2, 3)\n                ^", "one shape"}),
                   throws<ShapeError>(
                       [] {
                         stack({ones({2}), ones({2})}, 2);
                       },
                       {"there is no axis 2"})},
    }},
    {{
        .name = "stack, last axis",
        .f = [](auto& in) { return stack(in, -1); },
        .oracle = [](auto& in) { return stacked(in, in[0].dim()); },
        .shapes = pairs,
    }},
    {{
        .name = "stack, scalars",
        .f =
            [](auto& in) {
              return stack({in[0], in[1]});
            },
        .oracle = [](auto& in) { return stacked(in, 0); },
        .shapes = {{{}, {}}, {{1}, {1}}, {{0}, {0}}, {{3}, {3}}, {{2, 1}, {2, 1}}, {{67}, {67}}},
    }},
};

}  // namespace
