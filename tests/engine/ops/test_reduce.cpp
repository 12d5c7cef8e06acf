// Rows: sum, mean, max, min, over all axes, one, or several.

#include <algorithm>

#include "engine/ops/reduce.hpp"
#include "tests/engine/ops/reduction_rows.hpp"

namespace {

using namespace heed;

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

const bool entered = [] {
  enter({"sum", sum, total, true});
  enter({"mean", mean, average, false});
  enter({"max", max, largest, false});
  enter({"min", min, smallest, false});
  return true;
}();

OpRow one_number(const ReductionKind& kind, std::vector<ErrorCase> errors) {
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
