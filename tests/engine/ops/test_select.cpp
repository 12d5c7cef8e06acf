// Rows: choosing between numbers. What gives no Tensor is tested in tests/engine/test_masks.cpp.

#include <algorithm>

#include "engine/ops/select.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

Mask some(const Shape& shape) {
  Mask mask(shape);
  for (int64_t i = 0; i < mask.numel(); ++i) mask.mutable_data()[i] = uint8_t(i * i % 3 != 1);
  return mask;
}

// An array's value at the place that broadcasting gives it for `index` of the result.
template <class Values>
double broadcast_at(const Values& x, const Index& index) {
  int64_t flat = 0;
  const Shape& shape = x.shape();
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t i = index[index.size() - size_t(shape.rank() - axis)];
    flat = flat * shape[axis] + (shape[axis] == 1 ? 0 : i);
  }
  return double(x.data()[flat]);
}

Tensor chosen(const Mask& mask, const Tensor& a, const Tensor& b) {
  const Place here = Place::here();
  const Shape shape = broadcast(broadcast(a.shape(), b.shape(), "", here), mask.shape(), "", here);
  return by_index(shape, [&](const Index& index) {
    return broadcast_at(mask, index) != 0 ? broadcast_at(a, index) : broadcast_at(b, index);
  });
}

// The mask's shape is made of the inputs'.
OpRow row(const char* name, std::function<Shape(const Tensor& a, const Tensor& b)> shape) {
  return {
      .name = name,
      .f = [=](auto& in) { return where(some(shape(in[0], in[1])), in[0], in[1]); },
      .oracle = [=](auto& in) { return chosen(some(shape(in[0], in[1])), in[0], in[1]); },
      .shapes = {{{}, {}},
                 {{1}, {1}},
                 {{3}, {}},
                 {{2, 3}, {2, 3}},
                 {{2, 3}, {3}},
                 {{2, 1}, {1, 3}},
                 {{0, 3}, {1}},
                 {{7, 37}, {7, 37}},
                 {{1, 37}, {7, 1}},
                 {{129}, {1}},
                 {{3, 1, 37}, {5, 1}},
                 {{131, 95}, {95}}},
      .nan_stays = false,
  };
}

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>([] { where(Mask(Shape{2}), ones({3}), ones({3})); }, {"cannot broadcast"}),
      throws<ShapeError>([] { where(Mask(Shape{3}), ones({3}), ones({2})); },
                         {"cannot broadcast"})};
  return row;
}

Shape of_result(const Tensor& a, const Tensor& b) {
  return broadcast(a.shape(), b.shape(), "", Place::here());
}

OpRow filled(const char* name, std::function<Shape(Shape x)> mask) {
  return {
      .name = name,
      .f = [=](auto& in) { return masked_fill(in[0], some(mask(in[0].shape())), 2.5); },
      .oracle = [=](auto& in) { return chosen(some(mask(in[0].shape())), Tensor(2.5), in[0]); },
      .shapes = {{{}},
                 {{1}},
                 {{2, 3}},
                 {{0, 3}},
                 {{3, 0}},
                 {{5, 1}},
                 {{7, 37}},
                 {{3, 5, 4}},
                 {{131, 95}}},
      .nan_stays = false,
  };
}

const Row rows[] = {
    {with_errors(row("where", of_result))},
    {row("where, one for all", [](const Tensor&, const Tensor&) { return Shape{}; })},
    {row("where, mask with more axes",
         [](const Tensor& a, const Tensor& b) {
           Shape shape = of_result(a, b);
           shape.insert(0, 3);
           return shape;
         })},
    {row("where, mask of a column",
         [](const Tensor& a, const Tensor& b) {
           Shape shape = of_result(a, b);
           if (shape.rank() > 0) shape[shape.rank() - 1] = 1;
           return shape;
         })},
    {{
        .name = "masked_fill",
        .f = [](auto& in) { return masked_fill(in[0], some({in[0].size(-1)}), -7); },
        .oracle = [](auto& in) { return chosen(some({in[0].size(-1)}), Tensor(-7), in[0]); },
        .shapes = {{{1}}, {{5}}, {{2, 3}}, {{3, 0}}, {{0, 3}}, {{3, 7, 37}}, {{129}}, {{131, 95}}},
        .errors = {throws<ShapeError>(
                       [] {
                         masked_fill(ones({3}), Mask(Shape{2, 3}), 0);
                       },
                       {"larger than x", "mask  (2, 3)"}),
                   throws<ShapeError>([] { masked_fill(ones({3}), Mask(Shape{2}), 0); },
                                      {"cannot broadcast"}),
                   throws<ShapeError>([] { masked_fill(ones({}), Mask(Shape{1}), 0); },
                                      {"larger than x", "mask  (1)"}),
                   throws<ShapeError>([] { masked_fill(ones({0}), Mask(Shape{2}), 0); },
                                      {"cannot broadcast"}),
                   throws<ValueError>([] { masked_fill(Tensor(), Mask(Shape{}), 0); },
                                      {"refers to nothing"})},
        .nan_stays = false,
    }},
    {filled("masked_fill, a mask for every number", [](const Shape& x) { return x; })},
    {filled("masked_fill, one for all", [](const Shape&) { return Shape{}; })},
    {filled("masked_fill, a mask of a column",
            [](Shape x) {
              if (x.rank() > 0) x[x.rank() - 1] = 1;
              return x;
            })},
};

}  // namespace
