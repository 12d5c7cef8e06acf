// Rows: sum, mean, max, min, over all axes, one, or several.

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/ops/reduce.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

using Numbers = std::vector<double>;

// Sorts the numbers by where they go, and asks `one` for each group's result.
Tensor by_groups(const Tensor& x, const Index& dims, bool keepdim, double (*one)(const Numbers&)) {
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

double total(const Numbers& numbers) {
  double sum = 0;
  for (const double v : numbers) sum += v;
  return sum;
}
double average(const Numbers& numbers) { return total(numbers) / double(numbers.size()); }
double largest(const Numbers& numbers) { return *std::max_element(numbers.begin(), numbers.end()); }
double smallest(const Numbers& numbers) {
  return *std::min_element(numbers.begin(), numbers.end());
}

struct Kind {
  const char* name;
  Tensor (*f)(const Tensor& x, const Dims& dims, bool keepdim, Place at);
  double (*one)(const Numbers&);
  bool of_nothing;  // is a number
};

OpRow row(const Kind& kind, const char* variant, const Index& dims, bool keepdim,
          std::vector<std::vector<Shape>> shapes) {
  Dims argument;
  for (const int64_t dim : dims) argument.list.push_back(dim);
  return {
      .name = std::string(kind.name) + ", " + variant,
      .f = [=](auto& in) { return kind.f(in[0], argument, keepdim, Place::here()); },
      .oracle = [=](auto& in) { return by_groups(in[0], dims, keepdim, kind.one); },
      .shapes = std::move(shapes),
      .empty_is_legal = false,
  };
}

void enter(const Kind& kind) {
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

const bool entered = [] {
  enter({"sum", sum, total, true});
  enter({"mean", mean, average, false});
  enter({"max", max, largest, false});
  enter({"min", min, smallest, false});
  return true;
}();

OpRow one_number(const Kind& kind, std::vector<ErrorCase> errors) {
  OpRow result =
      row(kind, "axis of a row", {0}, false, {{{1}}, {{2}}, {{3}}, {{16}}, {{17}}, {{129}}});
  result.errors = std::move(errors);
  return result;
}

const Row errors[] = {
    {one_number({"sum", sum, total, true},
                {throws<ShapeError>(
                     [] {
                       sum(ones({2, 3}), 2);
                     },
                     {"there is no axis 2"}),
                 throws<ShapeError>([] { sum(ones({}), 0); }, {"a scalar () has no axes"}),
                 throws<ShapeError>(
                     [] {
                       sum(ones({2, 3}), {0, -2});
                     },
                     {"axis -2 is named twice", "(0, -2)"})})},
    {one_number({"mean", mean, average, false}, {throws<ShapeError>(
                                                    [] {
                                                      mean(ones({2, 3}), {0, -3});
                                                    },
                                                    {"there is no axis -3"})})},
    {one_number({"max", max, largest, false}, {throws<ShapeError>(
                                                   [] {
                                                     max(ones({2, 0}));
                                                   },
                                                   {"nothing to choose from", "(2, 0)"}),
                                               throws<ShapeError>(
                                                   [] {
                                                     max(ones({2, 0}), 1);
                                                   },
                                                   {"nothing to choose from"})})},
    {one_number({"min", min, smallest, false}, {throws<ShapeError>(
                                                   [] {
                                                     min(ones({0, 2}), 0);
                                                   },
                                                   {"nothing to choose from"})})},
};

}  // namespace
