// Rows: parts of a tensor.

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
};

}  // namespace
