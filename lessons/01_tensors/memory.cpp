// A row of numbers and a shape: where an element lies, and what reshape and transpose do to it.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops/shape.hpp"
#include "lessons/01_tensors/boxes.hpp"
#include "lessons/01_tensors/numbered.hpp"
#include "lessons/01_tensors/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

// How far apart neighbours along each axis lie in memory.
Shape strides_of(const Shape& shape) {
  Shape strides = shape;
  for (int axis = 0; axis < shape.rank(); ++axis)
    strides[axis] = shape.product(axis + 1, shape.rank());
  return strides;
}

// How many elements of x (n, m, k) lie where the sum of index times stride says.
int64_t found_by_strides(const Tensor& x) {
  const Shape strides = strides_of(x.shape());
  int64_t found = 0;
  for (int64_t i = 0; i < x.size(0); ++i)
    for (int64_t j = 0; j < x.size(1); ++j)
      for (int64_t k = 0; k < x.size(2); ++k)
        found +=
            x.at({i, j, k}) == x.data()[i * strides[0] + j * strides[1] + k * strides[2]] ? 1 : 0;
  return found;
}

// Where an element of the table x lies: marked in the grid and in the row below it.
std::string draw_place(const Tensor& x) {
  constexpr int64_t kRow = 2, kColumn = 1;
  const int64_t columns = x.size(1), marked = kRow * columns + kColumn;
  const auto box = [&](int64_t place) {
    return Box{digits_of(x.data()[place]), int(place / columns), false, place == marked};
  };
  Boxes boxes("Twelve numbers, twice",
              "A grid of 3 rows and 4 columns, and below it the same twelve boxes in one row, row "
              "after row. The element in row 2, column 1 is marked; in memory it lies at place 9.",
              252);
  boxes.grid(70, 44, x.size(0), columns,
             [&](int64_t row, int64_t column) { return box(row * columns + column); });
  for (int64_t row = 0; row < x.size(0); ++row)
    boxes.words(20, 44 + (double(row) + 0.68) * kBox, fmt::format("row {}", row), 12);
  boxes.words(200, 66, "shape (3, 4)")
      .words(200, 92, "element (2, 1)")
      .words(200, 118, "place 2 · 4 + 1 · 1 = 9");
  boxes.arrow(70 + (double(kColumn) + 0.5) * kBox, 126, 70 + (double(marked) + 0.5) * kBox, 168);
  boxes.words(14, 190, "memory").strip(70, 172, x.numel(), box);
  boxes.words(70, 234, "place, counted from the first number", 11);
  return boxes.svg();
}

// One row of memory, cut in three ways.
std::string draw_shapes(const Tensor& x) {
  Boxes boxes("One row, three shapes",
              "The same row of twelve numbers three times. As (2, 6) its first six boxes are one "
              "colour and its last six another; as (4, 3) it is cut into four threes; as (2, 2, 3) "
              "into the same threes, which belong together in pairs.",
              252);
  const struct {
    const char* name;
    int64_t row;
    int64_t gap;
  } cuts[] = {{"(2, 6)", 6, 6}, {"(4, 3)", 3, 3}, {"(2, 2, 3)", 3, 6}};
  double y = 46;
  for (const auto& [name, row, gap] : cuts) {
    boxes.words(14, y + 18, name);
    for (int64_t place = 0; place < x.numel(); ++place)
      boxes.strip(
          84 + double(place) * kBox + 8 * double(place / gap), y, 1,
          [&](int64_t) {
            return Box{digits_of(x.data()[place]), int(place / row)};
          },
          false);
    y += 62;
  }
  boxes.words(14, 238, "A colour is a row of the last axis. No number has moved.", 12);
  return boxes.svg();
}

// (4, 3) by reshape or by transpose, with its memory.
std::string draw_turned(const Tensor& y, const std::string& title, const std::string& words) {
  const auto box = [&](int64_t place) {  // the colour of the row it had in x
    return Box{digits_of(y.data()[place]), int(y.data()[place]) / 10};
  };
  Boxes boxes(title, words, 236);
  boxes.grid(70, 40, y.size(0), y.size(1),
             [&](int64_t row, int64_t column) { return box(row * y.size(1) + column); });
  boxes.words(170, 62, "shape (4, 3)");
  boxes.words(14, 186, "memory").strip(70, 168, y.numel(), box);
  return boxes.svg();
}

void describe_place(show::Page& page, const Tensor& x) {
  page.heading("A row of numbers and a shape")
      .text(
          "Memory has no rows and columns. It is one long row of boxes with numbers on them. A "
          "tensor is such a row, and beside it a few whole numbers, its *shape*, which say how the "
          "row is to be read. The lesson's tensor has shape (3, 4): three rows of four. Its "
          "numbers tell where they stand, so that 21 is in row 2 and column 1. Rows, columns and "
          "places are all counted from 0.")
      .figure(draw_place(x),
              "*Row-major* order: row after row, the last index runs fastest. A row lies together; "
              "the numbers of a column lie 4 places apart.")
      .text(
          "One step along an axis is always the same number of places, its *stride*. It is the "
          "product of the lengths to its right, and the place of an element is a sum:")
      .formula("\\text{place}(i_0, i_1, \\dots, i_{r-1}) = \\sum_{k=0}^{r-1} i_k \\, s_k")
      .formula("s_k = n_{k+1} \\cdot n_{k+2} \\cdots n_{r-1}");
}

void describe_shapes(show::Page& page, const Tensor& x) {
  page.text(
          "For (3, 4) the strides are (4, 1); for a batch of colour pictures (N, 3, H, W) they are "
          "(3HW, HW, W, 1). How many axes there are, the *rank*, is `x.dim()`; how many numbers, "
          "`x.numel()`; one length, `x.size(axis)`, where -1 is the last. The shape () has no axis "
          "and one number. So `reshape` has nothing to do but to write down another shape:")
      .figure(draw_shapes(x), "`reshape` cuts the row elsewhere and moves nothing.")
      .text(
          "A table can also be turned, its rows made columns. That gives (4, 3) as well, and is "
          "something else entirely:")
      .begin_row()
      .figure(draw_turned(reshape(x, {4, 3}), "reshape(x, {4, 3})",
                          "Four rows of three. The numbers in memory are in their old order, and "
                          "the rows of x are torn: 03 stands with 10 and 11."),
              "The order in memory stays; columns do not stay together.")
      .figure(
          draw_turned(transpose(x, 0, 1), "transpose(x, 0, 1)",
                      "Four rows of three. Each row is a column of x, and the numbers in memory "
                      "have moved: 00, 10, 20, 01 and so on."),
          "Columns become rows; the numbers have moved.")
      .end_row()
      .note(
          "Both results have shape (4, 3), so no shape check can tell them apart. A model fed with "
          "one instead of the other runs, and learns badly. Ask: *which axis is which*, not only "
          "*how long*. heed's code says so behind every line: `// (B, N, D)`.");
}

}  // namespace

void show_memory(show::Run& run, show::Page& page) {
  const Tensor x = numbered();
  const Tensor cube = reshape(arange(24), {2, 3, 4});
  const int64_t found = found_by_strides(cube);
  std::cout << "1. A row of numbers and a shape\n\n"
            << "x = " << x << "\nstrides " << to_string(strides_of(x.shape()))
            << ": element (2, 1) lies at place 2 * 4 + 1 * 1 = 9, and there is " << x.data()[9]
            << "\nreshape(x, {4, 3}) = " << reshape(x, {4, 3})
            << "\ntranspose(x, 0, 1) = " << transpose(x, 0, 1)
            << fmt::format(
                   "\nof the {} elements of a tensor (2, 3, 4), {} lie where index times stride "
                   "says\n",
                   cube.numel(), found);
  run.figure("places_right_of_24", found, show::Range{24, 24});
  describe_place(page, x);
  describe_shapes(page, x);
}

}  // namespace lesson
