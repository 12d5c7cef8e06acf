// Rows: cumsum.

#include "engine/ops/cumsum.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

OpRow row(const char* name, int64_t dim, std::vector<std::vector<Shape>> shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return cumsum(in[0], dim); },
      .oracle =
          [=](auto& in) {
            const Tensor& x = in[0];
            const int axis = int(dim < 0 ? dim + x.dim() : dim);
            return by_index(x.shape(), [&](const Index& index) {
              if (index.empty()) return at(x, index);
              const std::vector<double> line = line_through(x, axis, index);
              double sum = 0;
              for (int64_t i = 0; i <= index[size_t(axis)]; ++i) sum += line[size_t(i)];
              return sum;
            });
          },
      .shapes = std::move(shapes),
  };
}

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>(
          [] {
            cumsum(ones({2, 3}), 2);
          },
          {"there is no axis 2", "(2, 3)"}),
      throws<ShapeError>(
          [] {
            cumsum(ones({2, 3}), -3);
          },
          {"there is no axis -3"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(row(
        "cumsum", -1,
        {{{}}, {{1}}, {{7}}, {{2, 3}}, {{5, 1}}, {{0, 3}}, {{3, 0}}, {{3, 2, 67}}, {{120, 87}}}))},
    {row("cumsum, first axis", 0,
         {{{1}}, {{7}}, {{2, 3}}, {{1, 5}}, {{3, 0}}, {{0, 3}}, {{35, 3, 5}}, {{41, 257}}})},
    {row(
        "cumsum, middle axis", 1,
        {{{1, 1}}, {{2, 3}}, {{2, 3, 4}}, {{1, 5, 1}}, {{2, 0, 3}}, {{3, 35, 16}}, {{3, 40, 91}}})},
};

}  // namespace
