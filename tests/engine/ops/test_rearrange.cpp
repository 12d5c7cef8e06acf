// Rows: numbers in another order along their axes, or several times.

#include "engine/ops/rearrange.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

using Sets = std::vector<std::vector<Shape>>;

OpRow flipped(const char* name, const Dims& dims, Sets shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return flip(in[0], dims); },
      .oracle =
          [=](auto& in) {
            return by_index(in[0].shape(), [&](Index index) {
              for (const int64_t dim : dims.list) {
                const size_t axis = size_t(dim < 0 ? dim + in[0].dim() : dim);
                index[axis] = in[0].shape()[int(axis)] - 1 - index[axis];
              }
              return at(in[0], index);
            });
          },
      .shapes = std::move(shapes),
  };
}

// Moved on by one place so many times, or back.
int64_t moved_back(int64_t place, int64_t shift, int64_t length) {
  for (; shift > 0; --shift) place = place == 0 ? length - 1 : place - 1;
  for (; shift < 0; ++shift) place = place == length - 1 ? 0 : place + 1;
  return place;
}

OpRow rolled(const char* name, const Shifts& shifts, const Dims& dims, Sets shapes) {
  const auto oracle = [=](const Tensor& x) {
    return by_index(x.shape(), [&](Index index) {
      for (int k = 0; k < dims.list.rank(); ++k) {
        const int64_t dim = dims.list[k];
        const size_t axis = size_t(dim < 0 ? dim + x.dim() : dim);
        index[axis] = moved_back(index[axis], shifts.list[k], x.shape()[int(axis)]);
      }
      if (dims.list.rank() > 0) return at(x, index);
      int64_t flat = 0;
      for (int axis = 0; axis < x.dim(); ++axis)
        flat = flat * x.shape()[axis] + index[size_t(axis)];
      return double(x.data()[moved_back(flat, shifts.list[0], x.numel())]);
    });
  };
  return {
      .name = name,
      .f = [=](auto& in) { return roll(in[0], shifts, dims); },
      .oracle = [=](auto& in) { return oracle(in[0]); },
      .shapes = std::move(shapes),
  };
}

OpRow tiled(const char* name, const Shape& times, Sets shapes) {
  const auto oracle = [=](const Tensor& x) {
    Shape shape = times;
    const int added = times.rank() - x.dim();
    for (int axis = 0; axis < x.dim(); ++axis) shape[axis + added] *= x.shape()[axis];
    return by_index(shape, [&](const Index& index) {
      Index from(index.begin() + added, index.end());
      for (int axis = 0; axis < x.dim(); ++axis) from[size_t(axis)] %= x.shape()[axis];
      return at(x, from);
    });
  };
  return {
      .name = name,
      .f = [=](auto& in) { return repeat(in[0], times); },
      .oracle = [=](auto& in) { return oracle(in[0]); },
      .shapes = std::move(shapes),
      .nan_stays = times.numel() > 0,
  };
}

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

template <class Kind>
ErrorCase flip_throws(const Shape& x, const Dims& dims, std::vector<std::string> pieces,
                      Place at = Place::here()) {
  return throws<Kind>([=] { flip(ones(x), dims, at); }, std::move(pieces), at);
}
template <class Kind>
ErrorCase roll_throws(const Shape& x, const Shifts& shifts, const Dims& dims,
                      std::vector<std::string> pieces, Place at = Place::here()) {
  return throws<Kind>([=] { roll(ones(x), shifts, dims, at); }, std::move(pieces), at);
}
template <class Kind>
ErrorCase repeat_throws(const Shape& x, const Shape& times, std::vector<std::string> pieces,
                        Place at = Place::here()) {
  return throws<Kind>([=] { repeat(ones(x), times, at); }, std::move(pieces), at);
}

const Sets axes_2 = {{{1, 1}}, {{2, 3}},  {{0, 3}},   {{3, 0}},   {{1, 5}},
                     {{5, 1}}, {{7, 37}}, {{16, 32}}, {{131, 95}}};
const Sets axes_3 = {{{1, 1, 1}},  {{2, 3, 4}},  {{2, 0, 3}},   {{3, 1, 2}},
                     {{3, 17, 5}}, {{5, 3, 37}}, {{16, 3, 16}}, {{13, 31, 29}}};
const Sets any = {{{}}, {{1}}, {{6}}, {{2, 3}}, {{0}}, {{3, 0, 2}}, {{7, 37}}, {{131, 95}}};

const Row rows[] = {
    {with_errors(flipped("flip", 0, axes_2),
                 {flip_throws<ShapeError>({2, 3}, 2, {"there is no axis 2", "0 to 1"}),
                  flip_throws<ShapeError>({2, 3}, -3, {"there is no axis -3"}),
                  flip_throws<ShapeError>({2, 3}, {0, 0}, {"axis 0 is named twice"}),
                  flip_throws<ShapeError>(
                      {2, 3}, {1, -1}, {"axis -1 is named twice", "x      (2, 3)\n             ^"}),
                  flip_throws<ShapeError>({}, 0, {"a scalar"}),
                  throws<ValueError>([] { flip(Tensor(), 0); }, {"refers to nothing"})})},
    {flipped("flip, last axis", -1, axes_2)},
    {flipped("flip, both axes", {1, 0}, axes_2)},
    {flipped("flip, outer two of three axes", {0, 1}, axes_3)},
    {flipped("flip, first and last of three axes", {0, -1}, axes_3)},
    {flipped("flip, the middle axis", 1, axes_3)},
    {flipped("flip, nothing", {}, any)},
    {with_errors(
        rolled("roll", 1, {}, any),
        {roll_throws<ValueError>({2, 3}, {1, 2}, {}, {"a shift for each axis", "one line"}),
         roll_throws<ValueError>({2, 3}, {1, 2}, 0, {"a shift for each axis", "as many shifts"}),
         roll_throws<ValueError>({2, 3}, 1, {0, 1},
                                 {"a shift for each axis", "shifts     (1)", "dims    (0, 1)"}),
         roll_throws<ValueError>({2, 3}, {}, {}, {"a shift for each axis"}),
         roll_throws<ValueError>({2, 3}, {}, 1, {"a shift for each axis"}),
         roll_throws<ShapeError>({2, 3}, 1, 2, {"there is no axis 2"}),
         roll_throws<ShapeError>({2, 3}, {1, 1}, {0, -3}, {"there is no axis -3"}),
         roll_throws<ShapeError>({}, 1, 0, {"a scalar"}),
         throws<ValueError>([] { roll(Tensor(), 1); }, {"refers to nothing"})})},
    {rolled("roll, as a line, backwards", -5, {}, any)},
    {rolled("roll, first axis", 3, 0, axes_2)},
    {rolled("roll, last axis", -2, -1, axes_2)},
    {rolled("roll, both axes", {1, -2}, {0, 1}, axes_2)},
    {rolled("roll, three axes", {4, 1, -1}, {2, 0, 1}, axes_3)},
    {rolled("roll, an axis named twice", {4, -1}, {1, -1}, axes_2)},
    {rolled("roll, by nothing", {0, 0}, {0, 1}, axes_2)},
    {with_errors(
        tiled("repeat", {2, 3},
              {{{1, 1}}, {{2, 3}}, {{0, 3}}, {{3, 0}}, {{5}}, {{}}, {{7, 37}}, {{131, 95}}}),
        {repeat_throws<ShapeError>({2, 3}, {2}, {"fewer times than axes", "times     (2)"}),
         repeat_throws<ShapeError>({3}, {}, {"fewer times than axes"}),
         repeat_throws<ValueError>({2, 3}, {2, -1},
                                   {"-1 times", "times  (2, -1)\n             ^^"}),
         repeat_throws<ShapeError>({2, 3}, {INT64_MAX, 1}, {"too many numbers"}),
         repeat_throws<ShapeError>({2, 3}, {1 << 30, 1 << 30}, {"too many numbers"}),
         throws<ValueError>([] { repeat(Tensor(), Shape{2}); }, {"refers to nothing"})})},
    {tiled("repeat, new axes", {2, 1, 3},
           {{{1, 1}}, {{2, 3}}, {{0, 3}}, {{3, 0}}, {{5}}, {{7, 37}}, {{61, 95}}})},
    {tiled("repeat, once", {1, 1, 1},
           {{{1, 1}}, {{2, 3}}, {{0, 3}}, {{2, 3, 4}}, {{}}, {{7, 37}}})},
    {tiled("repeat, never", {2, 0}, {{{1, 1}}, {{2, 3}}, {{0, 3}}, {{4}}, {{}}, {{7, 37}}})},
    {tiled("repeat, the middle of three axes", {1, 4, 1}, axes_3)},
    {tiled("repeat, all of three axes", {3, 2, 2}, axes_3)},
};

}  // namespace
