// Rows: numbers picked by indices.

#include "engine/ops/gather.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"
#include "tests/engine/ops/indexed_rows.hpp"

namespace {

using namespace heed;

OpRow places(const char* name, int axis, int64_t count, std::vector<std::vector<Shape>> shapes) {
  const auto index = [=](const Tensor& x) { return wanted({count}, x.size(axis)); };
  return {
      .name = name,
      .f = [=](auto& in) { return index_select(in[0], axis, index(in[0])); },
      .oracle =
          [=](auto& in) {
            const Indices from = index(in[0]);
            Shape shape = in[0].shape();
            shape[axis] = count;
            return by_index(shape, [&](Index i) {
              i[size_t(axis)] = from[i[size_t(axis)]];
              return at(in[0], i);
            });
          },
      .shapes = std::move(shapes),
      .nan_stays = false,  // it may be picked by nobody
  };
}

// The shape of an index into x: that of x, but so long along the axis, and so much shorter else.
Shape index_shape(const Tensor& x, int axis, int64_t count, int64_t shorter) {
  Shape shape = x.shape();
  for (int64_t& length : shape) length = std::max<int64_t>(length - shorter, 0);
  shape[axis] = count;
  return shape;
}

OpRow gathered(const char* name, int axis, int64_t count, int64_t shorter,
               std::vector<std::vector<Shape>> shapes) {
  const auto index = [=](const Tensor& x) {
    return wanted(index_shape(x, axis, count, shorter), x.size(axis));
  };
  return {
      .name = name,
      .f = [=](auto& in) { return gather(in[0], axis, index(in[0])); },
      .oracle =
          [=](auto& in) {
            const Indices from = index(in[0]);
            int64_t k = 0;  // by_index() goes through the indices in order
            return by_index(from.shape(), [&](Index i) {
              i[size_t(axis)] = from[k++];
              return at(in[0], i);
            });
          },
      .shapes = std::move(shapes),
      .nan_stays = false,
  };
}

template <class Kind>
ErrorCase select_throws(const Shape& x, int64_t dim, const Indices& index,
                        std::vector<std::string> pieces, Place at = Place::here()) {
  return throws<Kind>([=] { index_select(ones(x), dim, index, at); }, std::move(pieces), at);
}

template <class Kind>
ErrorCase gather_throws(const Shape& x, int64_t dim, const Indices& index,
                        std::vector<std::string> pieces, Place at = Place::here()) {
  return throws<Kind>([=] { gather(ones(x), dim, index, at); }, std::move(pieces), at);
}

using Sets = std::vector<std::vector<Shape>>;
const Sets axes_2 = {{{1, 1}}, {{2, 3}},  {{0, 3}},  {{5, 1}},
                     {{1, 7}}, {{7, 37}}, {{3, 33}}, {{103, 113}}};
const Sets rows_2 = {{{1, 1}}, {{2, 3}}, {{3, 0}}, {{5, 1}}, {{3, 33}}, {{37, 5}}, {{103, 113}}};
const Sets axes_3 = {{{1, 1, 1}}, {{2, 3, 4}},  {{0, 3, 2}},  {{3, 2, 0}},
                     {{4, 2, 1}}, {{1, 5, 37}}, {{3, 39, 5}}, {{13, 31, 29}}};
const Sets full_3 = {{{1, 1, 1}}, {{2, 3, 4}},  {{5, 0, 2}},
                     {{3, 2, 2}}, {{2, 5, 37}}, {{13, 31, 29}}};

const Row rows[] = {
    {with_errors(
        places("index_select", 1, 5, axes_2),
        {select_throws<ValueError>(
             {2, 3}, 1, list({0, 3}),
             {"3 at (1) of index is outside 0 to 2", "3 places on axis 1 of x (2, 3)"}),
         select_throws<ValueError>({2, 3}, 0, list({-1}), {"-1 at (0)"}),
         select_throws<ValueError>({2, 0}, 1, list({0}), {"0 at (0) of index, but there are none"}),
         select_throws<ShapeError>({2, 3}, 2, list({0}), {"no axis 2"}),
         select_throws<ShapeError>({2, 3}, -3, list({0}), {"no axis -3"}),
         select_throws<ShapeError>({}, 0, list({0}), {"a scalar"}),
         select_throws<ShapeError>({3}, 0, Indices(Shape{2, 1}), {"several axes", "gather()"}),
         throws<ValueError>([] { index_select(Tensor(), 0, list({0})); }, {"refers to nothing"})})},
    {places("index_select, first axis", 0, 7, rows_2)},
    {places("index_select, a line", 0, 41, {{{1}}, {{2}}, {{37}}, {{5, 0}}, {{129}}, {{1, 1}}})},
    {places("index_select, middle axis", 1, 4, axes_3)},
    {places("index_select, last axis", 2, 9,
            {{{1, 1, 1}}, {{2, 3, 4}}, {{0, 3, 2}}, {{3, 0, 2}}, {{2, 2, 37}}, {{13, 31, 29}}})},
    {places("index_select, nothing", 0, 0, axes_2)},
    {with_errors(
        gathered("gather", 1, 4, 0, axes_2),
        {gather_throws<ValueError>(
             {2, 3}, 1, Indices({2, 2}, {0, 1, 3, 2}),
             {"3 at (1, 0) of index is outside 0 to 2", "axis 1 of x (2, 3)"}),
         gather_throws<ValueError>({2, 3}, 0, Indices({1, 3}, {0, 1, -1}),
                                   {"-1 at (0, 2) of index is outside 0 to 1"}),
         gather_throws<ValueError>({2, 0}, 1, Indices({2, 1}, {0, 0}), {"there are none"}),
         gather_throws<ShapeError>({2, 3}, 1, list({0, 1}),
                                   {"not as many axes", "\n  x      (2, 3)\n  index     (2)\n"}),
         gather_throws<ShapeError>({3}, 0, Indices(Shape{}), {"not as many axes"}),
         gather_throws<ShapeError>({2, 3}, 1, Indices(Shape{3, 3}),
                                   {"reaches beyond x", "index  (3, 3)\n          ^",
                                    "axis 0 of index, 3 long", "only axis 1 is free"}),
         gather_throws<ShapeError>({2, 3}, 0, Indices(Shape{5, 4}),
                                   {"reaches beyond x", "axis 1 of index"}),
         gather_throws<ShapeError>({2, 3}, 2, Indices(Shape{2, 3}), {"no axis 2"}),
         gather_throws<ShapeError>({}, 0, Indices(Shape{}), {"a scalar"}),
         throws<ValueError>([] { gather(Tensor(), 0, list({0})); }, {"refers to nothing"})})},
    {gathered("gather, first axis", 0, 5, 0, rows_2)},
    {gathered("gather, an index that is shorter than x", 1, 6, 1, axes_3)},
    {gathered("gather, first of three axes, shorter", 0, 3, 1, full_3)},
    {gathered("gather, last of three axes", 2, 2, 0, full_3)},
    {gathered("gather, nothing", 1, 0, 0, axes_2)},
};

}  // namespace
