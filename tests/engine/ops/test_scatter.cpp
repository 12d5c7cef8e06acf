// Rows: numbers put by indices.

#include "engine/ops/gather.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"
#include "tests/engine/ops/indexed_rows.hpp"

namespace {

using namespace heed;

// The index is as long as the source, or shorter by one along every axis.
OpRow scattered(const char* name, int axis, int64_t shorter,
                std::vector<std::vector<Shape>> pairs) {
  const auto index = [=](auto& in) {
    Shape shape = in[1].shape();
    for (int64_t& length : shape) length = std::max<int64_t>(length - shorter, 0);
    return wanted(shape, in[0].size(axis));
  };
  return {
      .name = name,
      .f = [=](auto& in) { return scatter_add(in[0], axis, index(in), in[1]); },
      .oracle =
          [=](auto& in) {
            const Indices to = index(in);
            return by_index(in[0].shape(), [&](const Index& i) {
              double sum = at(in[0], i);
              for (int64_t k = 0; k < to.numel(); ++k) {
                const Index from = index_of(k, to.shape());
                Index place = from;
                place[size_t(axis)] = to[k];
                if (place == i) sum += at(in[1], from);
              }
              return sum;
            });
          },
      .shapes = std::move(pairs),
      .nan_stays = shorter == 0,
  };
}

template <class Kind>
ErrorCase scatter_throws(const Shape& x, int64_t dim, const Indices& index, const Shape& source,
                         std::vector<std::string> pieces, Place at = Place::here()) {
  return throws<Kind>([=] { scatter_add(ones(x), dim, index, ones(source), at); },
                      std::move(pieces), at);
}

template <class Kind>
ErrorCase hot_throws(const Indices& indices, int64_t classes, std::vector<std::string> pieces,
                     Place at = Place::here()) {
  return throws<Kind>([=] { one_hot(indices, classes, at); }, std::move(pieces), at);
}

OpRow hot(const char* name, int64_t classes) {
  return {
      .name = name,
      .f = [=](auto& in) { return one_hot(wanted(in[0].shape(), 4), classes); },
      .oracle =
          [=](auto& in) {
            const Indices index = wanted(in[0].shape(), 4);
            int64_t largest = 0, k = 0;
            for (int64_t i = 0; i < index.numel(); ++i) largest = std::max(largest, index[i]);
            Shape shape = index.shape();
            shape.push_back(classes < 0 ? largest + 1 : classes);
            return by_index(shape,
                            [&](const Index& i) { return index[k++ / shape.back()] == i.back(); });
          },
      .shapes = {{{}}, {{1}}, {{2, 3}}, {{3, 1, 2}}, {{37}}, {{3, 2, 5}}},
      .empty_is_legal = classes > 0,
      .nan_stays = false,
      .differentiable = false,
  };
}

OpRow with_empty(OpRow row) {
  row.shapes.push_back({{3, 0}});
  return row;
}

const Row rows[] = {
    {with_errors(
        scattered("scatter_add", 1, 0,
                  {{{1, 1}, {1, 1}},
                   {{2, 3}, {2, 3}},
                   {{2, 3}, {2, 7}},
                   {{0, 3}, {0, 2}},
                   {{4, 2}, {3, 1}},
                   {{3, 5}, {2, 0}},
                   {{3, 37}, {3, 41}},
                   {{5, 3}, {5, 2100}}}),
        {scatter_throws<ValueError>(
             {2, 3}, 1, Indices({1, 2}, {2, 3}), {1, 2},
             {"3 at (0, 1) of index is outside 0 to 2", "axis 1 of x (2, 3)"}),
         scatter_throws<ValueError>({2}, 0, list({-2}), {1}, {"-2 at (0)"}),
         scatter_throws<ValueError>({0, 2}, 0, Indices(Shape{1, 2}), {1, 2}, {"there are none"}),
         scatter_throws<ShapeError>({2, 3}, 1, list({0}), {1},
                                    {"not as many axes", "an axis for each axis of x"}),
         scatter_throws<ShapeError>({2}, 0, list({0}), {1, 1},
                                    {"not as many axes", "an axis for each axis of source"}),
         scatter_throws<ShapeError>({2, 3}, 1, Indices(Shape{3, 3}), {3, 3},
                                    {"reaches beyond x", "only axis 1 is free"}),
         scatter_throws<ShapeError>({2, 3}, 1, Indices(Shape{2, 3}), {2, 2},
                                    {"reaches beyond source", "source  (2, 2)\n              ^"}),
         scatter_throws<ShapeError>({2}, 1, list({0}), {1}, {"no axis 1"}),
         scatter_throws<ShapeError>({}, 0, Indices(Shape{}), {}, {"a scalar"}),
         throws<ValueError>([] { scatter_add(Tensor(), 0, list({0}), ones({1})); },
                            {"refers to nothing"}),
         throws<ValueError>([] { scatter_add(ones({2}), 0, list({0}), Tensor()); },
                            {"refers to nothing"})})},
    {scattered("scatter_add, first axis", 0, 0,
               {{{1, 1}, {1, 1}},
                {{2, 3}, {2, 3}},
                {{2, 3}, {7, 2}},
                {{0, 3}, {0, 2}},
                {{3, 37}, {4, 33}},
                {{3, 5}, {2100, 5}}})},
    {scattered("scatter_add, a source longer than the index", 1, 1,
               {{{1, 1, 1}, {1, 1, 1}},
                {{2, 3, 4}, {3, 9, 5}},
                {{2, 3, 4}, {2, 3, 4}},
                {{0, 3, 2}, {1, 2, 2}},
                {{2, 2, 39}, {2, 4, 37}},
                {{2, 1, 2}, {2, 5, 3}}})},
    {with_errors(with_empty(hot("one_hot", 6)),
                 {hot_throws<ValueError>(list({0, 2, 3}), 3,
                                         {"3 at (2) of indices is outside 0 to 2", "3 classes"}),
                  hot_throws<ValueError>(list({0, -1}), -1, {"-1 at (1)"}),
                  hot_throws<ValueError>(list({0, -1}), 4, {"-1 at (1)"}),
                  hot_throws<ValueError>(list({0}), 0, {"0 classes", "one or more"}),
                  hot_throws<ValueError>(list({0}), -2, {"-2 classes"}),
                  hot_throws<ValueError>(Indices(Shape{2, 0}), -1, {"how many classes", "(2, 0)"}),
                  hot_throws<ValueError>(list({INT64_MAX}), -1, {"is outside 0"}),
                  hot_throws<ShapeError>(list({INT64_MAX / 2}), -1, {"too many numbers"})})},
    {hot("one_hot, as many classes as there are", -1)},
};

}  // namespace
