// im2col drawn: a window slides over a small picture, and each place becomes a column.
#include "lessons/04_convolution/columns_picture.hpp"

#include <fmt/format.h>

#include <functional>

#include "lessons/04_convolution/convolving.hpp"
#include "lessons/show/svg.hpp"

namespace lesson04 {

namespace show = heed::show;

namespace {

constexpr int64_t kKernel = 3, kPlaces = 3, kAll = kPlaces * kPlaces;
constexpr double kBox = 23, kLeft = 16, kRight = 214, kTop = 62;

struct Box {
  std::string text;
  bool marked = false;
};

// Boxes in rows from (x, y) at the top left, what they are above them.
void draw_boxes(show::Svg& svg, double x, double y, int64_t rows, int64_t columns,
                const std::string& name, const std::function<Box(int64_t, int64_t)>& box) {
  svg.text(x, y - 8, name, {.size = 12});
  const std::string colour = show::to_hex(show::palette(0));
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column) {
      const Box b = box(row, column);
      const double left = x + double(column) * kBox, top = y + double(row) * kBox;
      svg.rect(left + 1, top + 1, kBox - 2, kBox - 2,
               (b.marked ? "fill=\"" + colour + "\" fill-opacity=\"0.35\"" : "fill=\"none\"") +
                   " stroke=\"currentColor\" stroke-opacity=\"0.5\"");
      svg.text(left + kBox / 2, top + kBox / 2 + 4.5, b.text,
               {.size = 12.5, .anchor = show::Svg::Anchor::middle, .bold = b.marked});
    }
}

std::string number(double x) {
  return x < 0 ? fmt::format("−{:.0f}", -x) : fmt::format("{:.0f}", x);
}

std::string drawn(const Tensor& picture, const Tensor& kernel, const Tensor& columns,
                  const Tensor& sums, int64_t place) {
  const int64_t down = place / kPlaces, across = place % kPlaces;
  show::Svg svg(show::Frame::kWidth, 408);
  svg.text(14, 24, fmt::format("Place {} of {}", place + 1, kAll), {.size = 15, .bold = true});
  draw_boxes(svg, kLeft, kTop, 5, 5, "the picture", [&](int64_t row, int64_t column) {
    const bool inside =
        row >= down && row < down + kKernel && column >= across && column < across + kKernel;
    return Box{number(double(picture.at({row, column}))), inside};
  });
  draw_boxes(svg, kLeft, kTop + 154, 3, 3, "the kernel", [&](int64_t row, int64_t column) {
    return Box{number(double(kernel.at({row, column})))};
  });
  draw_boxes(svg, kRight, kTop, 9, 9, "a column for each place", [&](int64_t row, int64_t column) {
    if (column > place) return Box{""};
    return Box{number(double(columns.at({0, row, column}))), column == place};
  });
  draw_boxes(svg, kRight - 30 - kBox, kTop, 9, 1, "kernel", [&](int64_t row, int64_t) {
    return Box{number(double(kernel.at({row / kKernel, row % kKernel})))};
  });
  draw_boxes(svg, kRight, kTop + 258, 1, 9, "kernel · column, for each", [&](int64_t, int64_t i) {
    return i > place ? Box{""} : Box{number(double(sums.data()[i])), i == place};
  });
  draw_boxes(svg, kLeft, kTop + 258, 3, 3, "the sums, as a picture",
             [&](int64_t row, int64_t column) {
               const int64_t i = row * kPlaces + column;
               return i > place ? Box{""} : Box{number(double(sums.data()[i])), i == place};
             });
  return svg.finished({"",
                       fmt::format("A window of 3 by 3 at place {} of {} of a picture of 5 by "
                                   "5; its nine numbers are column {} of a matrix.",
                                   place + 1, kAll, place + 1),
                       "", ""});
}

}  // namespace

std::vector<show::Step> columns_drawn(const Tensor& picture, const Tensor& kernel) {
  const Tensor x = Tensor::from({1, 1, 5, 5}, picture.buffer());
  const Tensor columns = columns_of(x, kKernel, kKernel, 0);
  const Tensor sums = by_loops(x, Tensor::from({1, 1, kKernel, kKernel}, kernel.buffer()), 0);
  std::vector<show::Step> steps;
  for (int64_t place = 0; place < kAll; ++place)
    steps.push_back(
        {drawn(picture, kernel, columns, sums, place),
         fmt::format("What the window sees, row by row, is column {}. Times the kernel, "
                     "number by number, and added up: {}.",
                     place + 1, number(double(sums.data()[place])))});
  return steps;
}

}  // namespace lesson04
