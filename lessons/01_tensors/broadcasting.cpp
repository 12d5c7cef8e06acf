// Broadcasting: axes of length 1 are read again and again, as if they were longer.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/shape.hpp"
#include "lessons/01_tensors/boxes.hpp"
#include "lessons/01_tensors/numbered.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::folded;

namespace {

constexpr double kTop = 44, kLeft = 14;

// x (m), (n, m), with one row where it has no other axis, read as `rows` by `columns`.
void draw_stretched(Boxes& boxes, double left, const Tensor& x, int64_t rows, int64_t columns,
                    int colour) {
  const Tensor table = x.dim() == 2 ? x : reshape(x, {1, x.numel()});
  const int64_t height = table.size(0), width = table.size(1);
  boxes.grid(left, kTop, rows, columns, [&](int64_t row, int64_t column) {
    const real value = table.at({height == 1 ? 0 : row, width == 1 ? 0 : column});
    return Box{fmt::format("{:.0f}", value), colour, row >= height || column >= width};
  });
  boxes.middle(left + double(columns) * kBox / 2, kTop + double(rows) * kBox + 19,
               to_string(x.shape()));
}

// a + b = their sum, each as wide and high as the sum.
std::string draw_sum(const std::string& title, const std::string& words, const Tensor& a,
                     const Tensor& b) {
  const Tensor sum = a + b;
  const int64_t rows = sum.size(0), columns = sum.size(1);
  const double wide = double(columns) * kBox, middle = kTop + double(rows) * kBox / 2 + 6;
  Boxes boxes(title, words, kTop + double(rows) * kBox + 34);
  draw_stretched(boxes, kLeft, a, rows, columns, 0);
  boxes.middle(kLeft + wide + 22, middle, "+", 18);
  draw_stretched(boxes, kLeft + wide + 44, b, rows, columns, 1);
  boxes.middle(kLeft + 2 * wide + 66, middle, "=", 18);
  draw_stretched(boxes, kLeft + 2 * wide + 88, sum, rows, columns, 2);
  return boxes.svg();
}

// (3, 4) above (3), aligned at the right: the fourth box has no partner.
std::string draw_clash() {
  Boxes boxes("(3, 4) and (3)",
              "A table of three rows and four columns. Under it, aligned at the right, a vector of "
              "three: the first column of the table has no number of the vector under it, and "
              "nothing says which number it should get.",
              kTop + 5 * kBox);
  const Tensor x = numbered();
  boxes.grid(kLeft, kTop, 3, 4, [&](int64_t row, int64_t column) {
    return Box{digits_of(x.at({row, column})), 0};
  });
  boxes.grid(kLeft, kTop + 3.5 * kBox, 1, 4, [&](int64_t, int64_t column) {
    return column == 0 ? Box{"?", -1, true, true} : Box{std::to_string(10 + 20 * column), 1};
  });
  boxes.words(kLeft + 5 * kBox, kTop + 1.7 * kBox, "a (3, 4): the last length is 4");
  boxes.words(kLeft + 5 * kBox, kTop + 4.2 * kBox, "b    (3): the last length is 3");
  return boxes.svg();
}

std::string refused(const Tensor& a, const Tensor& b) {
  try {
    a + b;
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "";
}

void describe_rule(show::Page& page) {
  const Tensor x = numbered();
  page.heading("Broadcasting: stretched axes")
      .text(
          "Adding takes two numbers to one. What should `a + b` mean where the shapes differ? "
          "NumPy's rule, which everybody has taken over: write the shapes under each other, "
          "*aligned at the right*. Where a length is missing, put 1. Now two lengths fit if they "
          "are equal, or if one of them is 1; that axis is stretched.")
      .begin_row()
      .figure(
          draw_sum("A row to every row",
                   "A table (3, 4) plus a vector (4), read as three equal rows, gives (3, 4).", x,
                   Tensor({4}, {30, 40, 50, 60})),
          "(3, 4) + (4): the vector is one row, read three times. So a bias is added to a batch.")
      .figure(
          draw_sum("A number to every row",
                   "A table (3, 4) plus a column (3, 1), read as four equal columns, gives (3, 4).",
                   x, Tensor({3, 1}, {30, 50, 70})),
          "(3, 4) + (3, 1): the column is read four times.")
      .end_row()
      .figure(
          draw_sum("A row and a column",
                   "A column (3, 1) plus a row (4): both are stretched, and every pair is added, "
                   "(3, 4).",
                   Tensor({3, 1}, {10, 20, 30}), Tensor({4}, {1, 2, 3, 4})),
          "(3, 1) + (4): both are stretched, and every number meets every other. With `*` in place "
          "of `+` this is the outer product.")
      .text(
          "The dashed boxes do not exist. To stretch an axis is to give it the stride 0: a step "
          "along it stays at the same place, and the number there is read again. And the gradient? "
          "A number that was read three times gets the sum of three gradients, so the rule of a "
          "stretched axis, walked backward, is a sum over it.");
}

void describe_clash(show::Page& page, const std::string& message) {
  page.text("Why aligned at the right? To have *one* rule, and no guessing:")
      .figure(draw_clash(),
              "Three numbers for three rows, the eye says. The rule says: three numbers for four "
              "columns.")
      .code("x + b\n\n" + folded(message))
      .text(
          "Someone who means one number for each row says so: `x + unsqueeze(b, 1)`. That makes "
          "(3) to (3, 1), and there the rule finds a 1.");
}

}  // namespace

void show_broadcasting(show::Page& page) {
  const Tensor x = numbered(), row({4}, {30, 40, 50, 60}), column({3}, {30, 50, 70});
  const std::string message = refused(x, column);
  std::cout << "\n2. Broadcasting: stretched axes\n\nx + a row (4) = " << x + row
            << "\nx + a column (3, 1) = " << x + unsqueeze(column, 1)
            << "\nand x + the three numbers as they are:\n"
            << message << "\n";
  describe_rule(page);
  describe_clash(page, message);
}

}  // namespace lesson
