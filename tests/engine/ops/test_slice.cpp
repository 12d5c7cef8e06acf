// Rows: parts of a tensor, and tensors put together.

#include <algorithm>

#include "engine/ops/slice.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// The places that Python's start:end:step means, by stepping through them.
Index places(int64_t length, int64_t start, int64_t end, int64_t step) {
  Index result;
  const int64_t from = start < 0 ? start + length : start, to = end < 0 ? end + length : end;
  for (int64_t i = from; i < std::min(to, length); i += step)
    if (i >= 0) result.push_back(i);
  return result;
}

Tensor places_of(const Tensor& x, int axis, const Index& wanted) {
  Shape shape = x.shape();
  shape[axis] = int64_t(wanted.size());
  return by_index(shape, [&](Index index) {
    index[size_t(axis)] = wanted[size_t(index[size_t(axis)])];
    return at(x, index);
  });
}

OpRow cut(const char* name, int axis, int64_t start, int64_t end, int64_t step) {
  return {
      .name = name,
      .f = [=](auto& in) { return slice(in[0], axis, start, end, step); },
      .oracle =
          [=](auto& in) {
            return places_of(in[0], axis, places(in[0].size(axis), start, end, step));
          },
      .shapes =
          {{{1, 1}}, {{2, 3}}, {{5, 4}}, {{0, 3}}, {{3, 0}}, {{7, 9, 2}}, {{9, 7, 3}}, {{67, 95}}},
      .nan_stays = false,  // it may be in the other part
  };
}

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
    {cut("slice, front", 0, 0, 2, 1)},
    {cut("slice, back of the last axis", 1, -2, kToEnd, 1)},
    {cut("slice, middle", 1, 1, -1, 1)},
    {cut("slice, every second", 0, 0, kToEnd, 2)},
    {cut("slice, every third of the last axis", 1, 1, 100, 3)},
    {cut("slice, nothing", 1, 3, 1, 1)},
    {cut("slice, before the beginning", 0, -100, 1, 1)},
    {cut("slice, a step over all", 0, 0, kToEnd, kToEnd)},
    {{
        .name = "slice",
        .f = [](auto& in) { return slice(in[0], -1, 0); },
        .oracle = [](auto& in) { return places_of(in[0], 0, places(in[0].numel(), 0, kToEnd, 1)); },
        .shapes = {{{1}}, {{2}}, {{0}}, {{16}}, {{17}}, {{129}}},
        .errors = {throws<ShapeError>([] { slice(ones({}), 0, 0); }, {"a scalar () has no axes"}),
                   throws<ShapeError>(
                       [] {
                         slice(ones({2, 3}), 2, 0);
                       },
                       {"there is no axis 2"}),
                   throws<ValueError>(
                       [] {
                         slice(ones({2, 3}), 0, 0, 2, 0);
                       },
                       {"step is 0"})},
    }},
    {{
        .name = "select",
        .f = [](auto& in) { return select(in[0], 1, -1); },
        .oracle =
            [](auto& in) {
              const Tensor last = places_of(in[0], 1, {in[0].size(1) - 1});
              Shape shape = last.shape();
              shape.erase(1);
              return Tensor(shape, std::vector<real>(last.data(), last.data() + last.numel()));
            },
        .shapes = {{{1, 1}}, {{2, 3}}, {{0, 3}}, {{4, 2, 5}}, {{3, 1, 2}}, {{3, 5, 67}}, {{67, 3}}},
        .errors = {throws<ValueError>(
                       [] {
                         select(ones({2, 3}), 1, 3);
                       },
                       {"there is no place 3", "(2, 3)\n         ^", "0 is the first"}),
                   throws<ValueError>(
                       [] {
                         select(ones({2, 3}), 1, -4);
                       },
                       {"no place -4"}),
                   throws<ValueError>(
                       [] {
                         select(ones({2, 0}), 1, 0);
                       },
                       {"no place 0"}),
                   throws<ShapeError>(
                       [] {
                         select(ones({2, 3}), 2, 0);
                       },
                       {"there is no axis 2"})},
        .nan_stays = false,
    }},
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
