// Rows for reductions: over all axes, one, or several.
#pragma once

#include <algorithm>
#include <map>

#include "engine/ops/dims.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace heed::inline HEED_PRECISION {

using Numbers = std::vector<double>;

// Sorts the numbers by where they go, and asks `one` for each group's result.
inline Tensor by_groups(const Tensor& x, const Index& dims, bool keepdim,
                        double (*one)(const Numbers&)) {
  const auto goes = [&](int axis) {
    return dims.empty() || std::any_of(dims.begin(), dims.end(), [&](int64_t dim) {
             return (dim < 0 ? dim + x.dim() : dim) == axis;
           });
  };
  const auto without = [&](const Index& index) {
    Index rest;
    for (int axis = 0; axis < x.dim(); ++axis) {
      if (!goes(axis))
        rest.push_back(index[size_t(axis)]);
      else if (keepdim)
        rest.push_back(0);
    }
    return rest;
  };
  std::map<Index, Numbers> groups;
  by_index(x.shape(), [&](const Index& index) {
    groups[without(index)].push_back(at(x, index));
    return 0.0;
  });
  Shape shape;
  for (int axis = 0; axis < x.dim(); ++axis) {
    if (!goes(axis))
      shape.push_back(x.shape()[axis]);
    else if (keepdim)
      shape.push_back(1);
  }
  return by_index(shape, [&](const Index& index) { return one(groups[index]); });
}

struct ReductionKind {
  const char* name;
  Tensor (*f)(const Tensor& x, const Dims& dims, bool keepdim, Place at);
  double (*one)(const Numbers&);
  bool of_nothing;  // is a number
  Domain domain = {};
};

// One row: of each group of numbers, `one`.
inline OpRow row(const ReductionKind& kind, const char* variant, const Index& dims, bool keepdim,
                 std::vector<std::vector<Shape>> shapes) {
  Dims argument;
  for (const int64_t dim : dims) argument.list.push_back(dim);
  return {
      .name = std::string(kind.name) + ", " + variant,
      .f = [=](auto& in) { return kind.f(in[0], argument, keepdim, Place::here()); },
      .oracle = [=](auto& in) { return by_groups(in[0], dims, keepdim, kind.one); },
      .shapes = std::move(shapes),
      .domain = kind.domain,
      .empty_is_legal = false,
  };
}

// Enters a row for each way to choose axes.
inline void enter(const ReductionKind& kind) {
  OpRow all = row(kind, "all", {}, false,
                  {{{}}, {{1}}, {{5}}, {{2, 3}}, {{3, 1, 43}}, {{8, 16}}, {{131, 79}}});
  OpRow last =
      row(kind, "last axis", {-1}, false,
          {{{1}}, {{7}}, {{2, 3}}, {{1, 5}}, {{5, 1}}, {{3, 2, 67}}, {{7, 257}}, {{2, 9001}}});
  OpRow first =
      row(kind, "first axis", {0}, true,
          {{{1}}, {{7}}, {{2, 3}}, {{1, 5}}, {{5, 1}}, {{67, 3, 5}}, {{9, 67}}, {{1031, 21}}});
  OpRow middle = row(kind, "middle axis", {1}, false,
                     {{{1, 1}}, {{2, 3}}, {{2, 3, 4}}, {{1, 5, 1}}, {{3, 67, 16}}, {{3, 70, 81}}});
  OpRow several = row(kind, "axes 0, 2 and 3", {0, -1, 2}, true,
                      {{{1, 1, 1, 1}},
                       {{2, 3, 1, 2}},
                       {{1, 3, 2, 2}},
                       {{2, 1, 3, 3}},
                       {{3, 5, 3, 7}},
                       {{3, 5, 7, 37}}});
  // What is reduced may be empty where the result is, too.
  last.empty_is_legal = first.empty_is_legal = true;
  last.shapes.push_back({{0, 3}});
  first.shapes.push_back({{3, 0}});
  if (kind.of_nothing) {
    all.empty_is_legal = several.empty_is_legal = true;
    all.shapes.push_back({{2, 0}});
    last.shapes.push_back({{3, 0}});
    several.shapes.push_back({{2, 3, 0, 4}});
  }
  for (OpRow* each : {&all, &last, &first, &middle, &several})
    op_rows().push_back(std::move(*each));
}

}  // namespace heed::inline HEED_PRECISION
