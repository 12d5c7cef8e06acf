// Rows: triangles of matrices.

#include "engine/ops/triangle.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

OpRow row(const char* name, bool lower, int64_t diagonal) {
  return {
      .name = name,
      .f = [=](auto& in) { return lower ? tril(in[0], diagonal) : triu(in[0], diagonal); },
      .oracle =
          [=](auto& in) {
            return by_index(in[0].shape(), [&](const Index& index) {
              const int64_t i = index[index.size() - 2], j = index.back();
              return (lower ? j - i <= diagonal : j - i >= diagonal) ? at(in[0], index) : 0;
            });
          },
      .shapes = {{{1, 1}},
                 {{3, 3}},
                 {{2, 5}},
                 {{5, 2}},
                 {{0, 3}},
                 {{3, 0}},
                 {{2, 0, 4, 3}},
                 {{37, 37}},
                 {{2, 3, 4}},
                 {{3, 2, 19, 17}},
                 {{131, 95}}},
      .nan_stays = false,  // what is not kept is 0
  };
}

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

const Row rows[] = {
    {with_errors(
        row("tril", true, 0),
        {throws<ShapeError>([] { tril(ones({3})); }, {"not a matrix", "x  (3)", "(.., m, n)"}),
         throws<ShapeError>([] { tril(ones({})); }, {"not a matrix"}),
         throws<ValueError>([] { tril(Tensor()); }, {"refers to nothing"})})},
    {row("tril, above the diagonal", true, 2)},
    {row("tril, below the diagonal", true, -1)},
    {row("tril, everything", true, 1000)},
    {row("tril, nothing", true, INT64_MIN / 2)},
    {with_errors(row("triu", false, 0),
                 {throws<ShapeError>([] { triu(ones({3}), 1); }, {"not a matrix"}),
                  throws<ShapeError>([] { triu(ones({})); }, {"not a matrix"}),
                  throws<ValueError>([] { triu(Tensor()); }, {"refers to nothing"})})},
    {row("triu, above the diagonal", false, 1)},
    {row("triu, below the diagonal", false, -2)},
    {row("triu, everything", false, INT64_MIN / 2)},
    {row("triu, nothing", false, 1000)},
};

}  // namespace
