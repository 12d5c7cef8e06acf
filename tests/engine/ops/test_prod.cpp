// Rows: prod.

#include "engine/ops/reduce.hpp"
#include "tests/engine/ops/reduction_rows.hpp"

namespace {

using namespace heed;

double product(const Numbers& numbers) {
  double y = 1;
  for (const double v : numbers) y *= v;
  return y;
}

// Near 1, so that the product of thousands is still a number.
const bool entered = [] {
  enter({"prod", prod, product, true, {.low = 0.97, .high = 1.03}});
  return true;
}();

OpRow few(const char* variant, const Index& dims, std::vector<std::vector<Shape>> shapes) {
  return row({"prod", prod, product, false}, variant, dims, false, std::move(shapes));
}

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>(
          [] {
            prod(ones({2, 3}), 2);
          },
          {"there is no axis 2"}),
      throws<ShapeError>([] { prod(ones({}), 0); }, {"a scalar () has no axes"}),
      throws<ShapeError>(
          [] {
            prod(ones({2, 3}), {1, -1});
          },
          {"axis -1 is named twice"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(
        few("any sign", {-1}, {{{1}}, {{2}}, {{3, 2}}, {{2, 3}}, {{35, 3}}, {{5, 1, 4}}}))},
    {few("any sign, two runs of axes", {0, 2},
         {{{1, 1, 1}}, {{2, 3, 2}}, {{1, 2, 3}}, {{2, 35, 2}}, {{3, 1, 2}}, {{2, 67, 1}}})},
};

}  // namespace
