// Rows: a tensor cut into parts. To see that each part is the right one, they are joined in the
// opposite order.

#include <algorithm>

#include "engine/ops/slice.hpp"
#include "engine/ops/split.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

Tensor last_first(std::vector<Tensor> parts, int axis) {
  std::reverse(parts.begin(), parts.end());
  return cat(parts, axis);
}

// Where the numbers come from that stand at the places of an axis then.
Tensor last_first(const Tensor& x, int axis, const std::vector<int64_t>& sizes) {
  Index order;
  for (int64_t end = x.size(axis), k = int64_t(sizes.size()) - 1; k >= 0; --k) {
    for (int64_t i = end - sizes[size_t(k)]; i < end; ++i) order.push_back(i);
    end -= sizes[size_t(k)];
  }
  return by_index(x.shape(), [&](Index index) {
    index[size_t(axis)] = order[size_t(index[size_t(axis)])];
    return at(x, index);
  });
}

// So many places go into each part until none are left.
std::vector<int64_t> filled(int64_t length, int64_t size) {
  std::vector<int64_t> sizes;
  for (int64_t i = 0; i < length; ++i) {
    if (i % size == 0) sizes.push_back(0);
    ++sizes.back();
  }
  return sizes;
}

using Sets = std::vector<std::vector<Shape>>;

OpRow evenly(const char* name, int64_t size, int axis, Sets shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return last_first(split(in[0], size, axis), axis); },
      .oracle = [=](auto& in) { return last_first(in[0], axis, filled(in[0].size(axis), size)); },
      .shapes = std::move(shapes),
  };
}

OpRow listed(const char* name, std::vector<int64_t> sizes, int axis, Sets shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return last_first(split(in[0], sizes, axis), axis); },
      .oracle = [=](auto& in) { return last_first(in[0], axis, sizes); },
      .shapes = std::move(shapes),
  };
}

OpRow chunks(const char* name, int64_t count, int axis, Sets shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return last_first(chunk(in[0], count, axis), axis); },
      .oracle =
          [=](auto& in) {
            const int64_t length = in[0].size(axis);
            int64_t size = 1;
            while (size * count < length) ++size;
            return last_first(in[0], axis, filled(length, size));
          },
      .shapes = std::move(shapes),
  };
}

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

template <class Kind, class Size>
ErrorCase split_throws(const Shape& x, Size size, int64_t dim, std::vector<std::string> pieces,
                       Place at = Place::here()) {
  return throws<Kind>([=] { split(ones(x), size, dim, at); }, std::move(pieces), at);
}
template <class Kind>
ErrorCase chunk_throws(const Shape& x, int64_t count, int64_t dim, std::vector<std::string> pieces,
                       Place at = Place::here()) {
  return throws<Kind>([=] { chunk(ones(x), count, dim, at); }, std::move(pieces), at);
}
using Sizes = std::vector<int64_t>;

const Sets axes_2 = {{{1, 1}}, {{2, 3}}, {{0, 3}},  {{3, 0}},
                     {{5, 1}}, {{4, 6}}, {{7, 37}}, {{131, 95}}};

const Row rows[] = {
    {with_errors(
        evenly("split", 2, 0, axes_2),
        {split_throws<ValueError>({2, 3}, 0, 1, {"parts of size 0", "(2, 3)\n         ^"}),
         split_throws<ValueError>({2, 3}, -1, 0, {"parts of size -1", "1 or more"}),
         split_throws<ValueError>({0, 3}, -1, 0, {"parts of size -1"}),
         split_throws<ShapeError>({2, 3}, 1, 2, {"there is no axis 2"}),
         split_throws<ShapeError>({}, 1, 0, {"a scalar"}),
         split_throws<ValueError>({2, 3}, Sizes{1, 1}, 1,
                                  {"do not reach the axis's end", "sum to 3, but leave 1 over"}),
         split_throws<ValueError>({2, 3}, Sizes{2, 2}, 1, {"longer than the axis", "sum to 3"}),
         split_throws<ValueError>({2, 3}, Sizes{4, 0}, 1, {"longer than the axis"}),
         split_throws<ValueError>({2, 3}, Sizes{INT64_MAX, INT64_MAX}, 1, {"longer than"}),
         split_throws<ValueError>({2, 3}, Sizes{4, -1}, 1, {"a part of size -1"}),
         split_throws<ValueError>({2, 3}, Sizes{}, 1, {"leave 3 over"}),
         split_throws<ShapeError>({2, 3}, Sizes{2}, -3, {"there is no axis -3"}),
         throws<ValueError>([] { split(Tensor(), 1); }, {"refers to nothing"})})},
    {evenly("split, last axis", 3, 1, axes_2)},
    {evenly("split, in one part", 1000, 1, axes_2)},
    {listed("split, by sizes", {1, 0, 2}, 1,
            {{{1, 3}}, {{2, 3}}, {{0, 3}}, {{37, 3}}, {{2, 3, 5}}, {{67, 3, 51}}})},
    {listed("split, by sizes, first axis", {2, 1, 2}, 0,
            {{{5, 1}}, {{5}}, {{5, 0}}, {{5, 3}}, {{5, 37}}, {{5, 67, 31}}})},
    {with_errors(chunks("chunk", 4, 0, axes_2),
                 {chunk_throws<ValueError>({2, 3}, 0, 0, {"0 chunks", "one or more"}),
                  chunk_throws<ValueError>({2, 3}, -2, 1, {"-2 chunks"}),
                  chunk_throws<ShapeError>({2, 3}, 1, 2, {"there is no axis 2"}),
                  chunk_throws<ShapeError>({}, 1, 0, {"a scalar"}),
                  throws<ValueError>([] { chunk(Tensor(), 1); }, {"refers to nothing"})})},
    {chunks("chunk, last axis", 3, 1, axes_2)},
    {chunks("chunk, one", 1, 1, axes_2)},
};

}  // namespace
