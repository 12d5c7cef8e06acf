// Rows: looking up rows of a table.

#include "engine/ops/embedding.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// Some rows several times, others never.
Indices wanted(const Shape& shape, int64_t rows) {
  Indices indices(shape);
  for (int64_t i = 0; i < indices.numel(); ++i)
    indices.mutable_data()[i] = i * i * 5 % (rows + 1) % rows;
  return indices;
}

OpRow row(const char* name, const Shape& indices, std::vector<std::vector<Shape>> tables) {
  return {
      .name = name,
      .f = [=](auto& in) { return embedding(in[0], wanted(indices, in[0].size(0))); },
      .oracle =
          [=](auto& in) {
            const Indices rows = wanted(indices, in[0].size(0));
            Shape shape = indices;
            shape.push_back(in[0].size(1));
            int64_t i =
                0;  // by_index() goes through the rows in order, and through a row's numbers
            return by_index(shape, [&](const Index& index) {
              return at(in[0], {rows[i++ / in[0].size(1)], index.back()});
            });
          },
      .shapes = std::move(tables),
      .nan_stays = false,  // a row may be wanted by nobody
  };
}

const std::vector<std::vector<Shape>> tables = {{{1, 1}}, {{1, 7}},  {{4, 1}},  {{5, 16}},
                                                {{3, 0}}, {{7, 37}}, {{11, 5}}, {{131, 95}}};

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>([] { embedding(ones({3}), Indices(Shape{2})); }, {"not two axes", "(3)"}),
      throws<ValueError>(
          [] {
            embedding(ones({3, 2}), Indices({2, 2}, {0, 1, 3, 2}));
          },
          {"3 at (1, 0) of indices is outside 0 to 2", "3 rows of weight (3, 2)"}),
      throws<ValueError>(
          [] {
            embedding(ones({3, 2}), Indices({1}, {-1}));
          },
          {"-1 at (0)"}),
      throws<ValueError>(
          [] {
            embedding(ones({0, 2}), Indices({1}, {0}));
          },
          {"0 at (0) of indices, but there are none"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(row("embedding", {2, 5}, tables))},
    {row("embedding, one index", {}, tables)},
    {row("embedding, no index", {3, 0}, tables)},
    {row("embedding, many", {43, 31},
         {{{1, 1}}, {{2, 3}}, {{3, 0}}, {{50, 1}}, {{9, 37}}, {{33, 64}}})},
};

}  // namespace
