// Rows: a tensor set into a frame.

#include "engine/ops/pad.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

constexpr int64_t kOutside = -1;

// The place of an axis of length n that stands `position` before or behind its place 0, in steps: a
// walker who turns around at a mirror, stays at an edge, or goes on at the ring's other end.
int64_t walk(PadMode mode, int64_t position, int64_t n, int64_t first, int64_t end) {
  if (mode == PadMode::constant) return position < 0 || position >= n ? kOutside : position;
  if (mode == PadMode::circular) {
    while (position < first) position += end - first;
    while (position >= end) position -= end - first;
    return position;
  }
  int64_t place = 0, direction = position < 0 ? -1 : 1;
  if (mode == PadMode::reflect && n > 1)
    for (int64_t steps = std::abs(position); steps > 0; --steps) {
      if (place + direction < 0 || place + direction >= n) direction = -direction;
      place += direction;
    }
  else if (mode == PadMode::replicate)
    for (int64_t steps = std::abs(position); steps > 0; --steps)
      if (place + direction >= 0 && place + direction < n) place += direction;
  return place;
}

Tensor framed(const Tensor& x, const std::vector<int64_t>& widths, PadMode mode, double value) {
  Shape shape = x.shape();
  Index front(size_t(x.dim()), 0), behind = front;
  for (size_t k = 0; 2 * k < widths.size(); ++k) {
    const size_t axis = size_t(x.dim()) - 1 - k;
    front[axis] = widths[2 * k];
    behind[axis] = widths[2 * k + 1];
    shape[int(axis)] += front[axis] + behind[axis];
  }
  return by_index(shape, [&](Index index) {
    for (size_t axis = 0; axis < index.size(); ++axis) {
      const int64_t n = x.shape()[int(axis)], first = std::max<int64_t>(-front[axis], 0);
      const int64_t end = n - std::max<int64_t>(-behind[axis], 0);
      index[axis] = walk(mode, index[axis] - front[axis], n, first, end);
      if (index[axis] == kOutside) return value;
    }
    return at(x, index);
  });
}

using Sets = std::vector<std::vector<Shape>>;

OpRow row(const char* name, std::vector<int64_t> widths, PadMode mode, Sets shapes,
          double value = 0) {
  bool cuts = false;
  for (const int64_t width : widths) cuts = cuts || width < 0;
  return {
      .name = name,
      .f = [=](auto& in) { return pad(in[0], widths, mode, value); },
      .oracle = [=](auto& in) { return framed(in[0], widths, mode, value); },
      .shapes = std::move(shapes),
      .nan_stays = !cuts,
  };
}

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

template <class Kind>
ErrorCase wrong(const Shape& x, std::vector<int64_t> widths, PadMode mode,
                std::vector<std::string> pieces, double value = 0, Place at = Place::here()) {
  return throws<Kind>([=] { pad(ones(x), widths, mode, value, at); }, std::move(pieces), at);
}

const Sets any = {{{1, 1}},  {{2, 3}},    {{0, 3}},       {{3, 0}},     {{1, 5}},
                  {{7, 37}}, {{2, 3, 4}}, {{2, 1, 3, 4}}, {{3, 67, 59}}};
const Sets long_ones = {{{2, 3}},    {{4, 3}},    {{3, 5}},       {{7, 37}},
                        {{1, 4, 3}}, {{0, 3, 4}}, {{2, 3, 4, 5}}, {{3, 67, 59}}};
constexpr PadMode constant = PadMode::constant, reflect = PadMode::reflect,
                  replicate = PadMode::replicate, circular = PadMode::circular;

const Row rows[] = {
    {with_errors(
        row("pad", {1, 2}, constant, any),
        {wrong<ValueError>({2, 3}, {1}, constant, {"1 widths are no pairs", "{left, right}"}),
         wrong<ValueError>({2, 3}, {1, 2, 3}, reflect, {"3 widths are no pairs"}),
         wrong<ShapeError>({3}, {1, 1, 1, 1}, constant, {"4 widths are too many", "at most 2"}),
         wrong<ShapeError>({}, {1, 1}, constant, {"too many", "at most 0"}),
         wrong<ValueError>({2, 3}, {-2, -2}, constant,
                           {"-2 and -2 cut more than there is", "(2, 3)\n         ^", "3 places"}),
         wrong<ValueError>({2, 3}, {0, 0, -3, 4}, constant, {"-3 and 4 cut more", "2 places"}),
         wrong<ValueError>({2, 3}, {4, -4}, replicate, {"cut more than there is"}),
         wrong<ValueError>({2, 3}, {INT64_MIN, INT64_MAX}, constant, {"cut more than there is"}),
         wrong<ShapeError>({2, 3}, {INT64_MAX, INT64_MAX}, constant, {"too many numbers"}),
         wrong<ShapeError>({2, 3}, {INT64_MAX, 1}, replicate, {"too many numbers"}),
         wrong<ValueError>({2, 3}, {3, 0}, reflect,
                           {"3 and 0 are too wide to be mirrored", "at most 2", "not repeated"}),
         wrong<ValueError>({2, 3}, {0, 0, 0, 2}, reflect, {"0 and 2 are too wide", "at most 1"}),
         wrong<ValueError>({2, 1}, {1, 0}, reflect, {"too wide", "at most 0"}),
         wrong<ValueError>({2, 0}, {0, 1}, reflect, {"too wide", "at most 0"}),
         wrong<ValueError>({2, 3}, {4, 0}, circular,
                           {"4 and 0 go around more than once", "3 places"}),
         wrong<ValueError>({2, 3}, {-1, 3}, circular, {"-1 and 3 go around", "2 places"}),
         wrong<ValueError>({0, 3}, {0, 0, 1, 0}, circular, {"go around", "0 places"}),
         wrong<ValueError>({2, 0}, {1, 0}, replicate, {"no edge to repeat", "(2, 0)"}),
         wrong<ValueError>({2, 3}, {1, 1}, reflect, {"only PadMode::constant"}, 1.5),
         throws<ValueError>([] { pad(Tensor(), {}); }, {"refers to nothing"})})},
    {row("pad, with a value", {2, 0, 1, 3}, constant, any, -7)},
    {row("pad, one side of the first axis", {0, 0, 0, 2}, constant, any, 3)},
    {row("pad, all three axes", {1, 1, 0, 2, 3, 0}, constant,
         {{{1, 1, 1}}, {{2, 3, 4}}, {{0, 3, 2}}, {{3, 0, 2}}, {{1, 5, 37}}, {{13, 31, 29}}}, 0.5)},
    {row("pad, by nothing", {0, 0}, constant, any)},
    {row("pad, cut off", {-1, -1}, constant, long_ones)},
    {row("pad, cut off in front and added behind", {-2, 3, 1, -1}, constant, long_ones, 2)},
    {row("pad, mirrored", {1, 2, 2, 1}, reflect,
         {{{3, 3}}, {{4, 3}}, {{1, 3, 5}}, {{0, 3, 4}}, {{7, 37}}, {{2, 3, 4, 5}}, {{3, 67, 59}}})},
    {row("pad, mirrored and cut", {-1, 2}, reflect, long_ones)},
    {row("pad, the edge repeated", {3, 1, 0, 5}, replicate,
         {{{1, 1}}, {{2, 3}}, {{4, 1}}, {{0, 3, 4}}, {{7, 37}}, {{2, 1, 3, 4}}, {{3, 67, 59}}})},
    {row("pad, the edge repeated and cut", {2, -1}, replicate, long_ones)},
    {row("pad, around a ring", {1, 2, 2, 1}, circular,
         {{{2, 2}}, {{4, 3}}, {{1, 3, 5}}, {{0, 3, 4}}, {{7, 37}}, {{2, 3, 4, 5}}, {{3, 67, 59}}})},
    {row("pad, around a ring that was cut", {-1, 2}, circular, long_ones)},
    {row("pad, by nothing, mirrored", {0, 0}, reflect, any)},
};

}  // namespace
