// The plot of a matrix in colours, with the scale beside it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lessons/show/html.hpp"
#include "lessons/show/picture.hpp"
#include "lessons/show/svg.hpp"

namespace heed::show {

namespace {

// Where the matrix lies: cells of `cell` × `cell`, in an area that leaves room for the words.
struct Layout {
  double left, top, cell_width, cell_height;
  int64_t rows, columns;
  double right() const { return left + cell_width * double(columns); }
  double bottom() const { return top + cell_height * double(rows); }
};

Layout layout_of(int64_t rows, int64_t columns, const HeatOptions& options) {
  double names = 22;
  for (const std::string& name : options.row_names) names = std::max(names, text_length(name, 12));
  const double left = 34 + std::min(names, 130.0), room = Frame::kWidth - 72 - left;
  // Square cells, unless the matrix is so wide or high that they would be slivers.
  const double cell = room / double(columns);
  const double height = std::clamp(cell * double(rows), 60.0, 400.0);
  return {left, 38, cell, height / double(rows), rows, columns};
}

void draw_picture(Svg& svg, const Picture& picture, double x, double y, double width,
                  double height) {
  svg.add(element("image", "",
                  fmt::format("x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                              "preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" "
                              "href=\"{}\"",
                              x, y, width, height, picture.data_uri())));
}

// The name of row or column i: given, or its number.
std::string name_of(const std::vector<std::string>& names, int64_t i) {
  return size_t(i) < names.size() ? names[size_t(i)] : std::to_string(i);
}

// Numbers would overlap where rows are low: then only every second, fifth, … has one.
int64_t stride_for(double room, double needed) {
  for (const int64_t stride : {1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100})
    if (room * double(stride) >= needed) return stride;
  return 200;
}

void draw_names(Svg& svg, const Layout& at, const HeatOptions& options) {
  for (int64_t i = 0; i < at.rows; i += stride_for(at.cell_height, 13))
    svg.text(at.left - 6, at.top + at.cell_height * (double(i) + 0.5) + 4,
             name_of(options.row_names, i), {.size = 12, .anchor = Svg::Anchor::end});
  double longest = 0;
  for (int64_t i = 0; i < at.columns; ++i)
    longest = std::max(longest, text_length(name_of(options.column_names, i), 12));
  const bool turned = longest > at.cell_width && !options.column_names.empty();
  for (int64_t i = 0; i < at.columns; i += stride_for(at.cell_width, turned ? 13 : longest + 3)) {
    const double x = at.left + at.cell_width * (double(i) + 0.5);
    if (turned)
      svg.text(x + 4, at.bottom() + 10, name_of(options.column_names, i),
               {.size = 12, .anchor = Svg::Anchor::end, .turn = -60});
    else
      svg.text(x, at.bottom() + 15, name_of(options.column_names, i),
               {.size = 12, .anchor = Svg::Anchor::middle});
  }
}

void draw_numbers(Svg& svg, const Layout& at, const Tensor& matrix, const Picture& picture) {
  for (int64_t row = 0; row < at.rows; ++row)
    for (int64_t column = 0; column < at.columns; ++column) {
      const Rgb ground = picture.at(int(column), int(row));
      const bool dark = 0.299 * ground.r + 0.587 * ground.g + 0.114 * ground.b < 140;
      const double value = double(matrix.at({row, column}));
      const std::string number =
          value == std::trunc(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.2f}", value);
      const double size =
          std::min(13.0, at.cell_width / double(std::max<size_t>(number.size(), 2)) * 1.5);
      svg.text(at.left + at.cell_width * (double(column) + 0.5),
               at.top + at.cell_height * (double(row) + 0.5) + size * 0.36, number,
               {.size = std::floor(size * 10) / 10,
                .anchor = Svg::Anchor::middle,
                .colour = dark ? "#fff" : "#000"});
    }
}

void draw_scale(Svg& svg, const Layout& at, const Axis& axis, ColourMap map) {
  constexpr int kShades = 64;
  Picture shades(1, kShades);
  for (int i = 0; i < kShades; ++i) shades.set(0, i, map(1 - (i + 0.5) / kShades));
  const double x = at.right() + 12, height = at.bottom() - at.top;
  draw_picture(svg, shades, x, at.top, 12, height);
  for (const double tick : axis.ticks(5))
    svg.text(x + 17, at.bottom() - axis.share(tick) * height + 4, axis.label(tick), {.size = 12});
}

}  // namespace

std::string heat_plot(const PlotText& text, const Tensor& matrix, const HeatOptions& options) {
  if (matrix.dim() != 2 || matrix.numel() == 0)
    throw ShapeError(explain("heat_plot", Place{}, "needs a matrix (rows, columns)",
                             {{"matrix", matrix.shape()}}));
  const auto [least, greatest] = std::minmax_element(matrix.data(), matrix.data() + matrix.numel());
  Axis scale{options.low, options.high};
  if (scale.low == scale.high) scale = {double(*least), double(*greatest)};
  if (!(scale.low < scale.high)) scale.high = scale.low + 1;
  const Picture picture = Picture::heat(matrix, scale.low, scale.high, options.map);
  const Layout at = layout_of(matrix.size(0), matrix.size(1), options);
  double longest = 12;
  for (const std::string& name : options.column_names)
    longest = std::max(longest, text_length(name, 12));
  const double names = longest > at.cell_width ? longest * 0.87 + 6 : 18;
  Svg svg(Frame::kWidth, at.bottom() + names + 30);
  svg.text(14, 22, text.title, {.size = 15, .bold = true});
  draw_picture(svg, picture, at.left, at.top, at.right() - at.left, at.bottom() - at.top);
  if (options.numbers) draw_numbers(svg, at, matrix, picture);
  draw_names(svg, at, options);
  draw_scale(svg, at, scale, options.map);
  svg.text(16, (at.top + at.bottom()) / 2, text.y, {.anchor = Svg::Anchor::middle, .turn = -90});
  svg.text((at.left + at.right()) / 2, at.bottom() + names + 18, text.x,
           {.anchor = Svg::Anchor::middle});
  return svg.finished(text);
}

}  // namespace heed::show
