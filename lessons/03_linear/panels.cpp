// Several small pictures with their names, on one scale.
#include "lessons/03_linear/panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/ops.hpp"
#include "lessons/show/html.hpp"
#include "lessons/show/svg.hpp"

namespace lesson03 {

namespace {

constexpr size_t kColumns = 5;
constexpr double kLeft = 14, kTop = 36, kCell = 65, kGap = 8, kName = 20;

Tensor square_of(const Tensor& x, int64_t row) {
  return reshape(select(x.detach(), 0, row), {kSide, kSide});
}

void draw_picture(show::Svg& svg, const show::Picture& picture, double x, double y, double width,
                  double height) {
  const std::string place = fmt::format(
      "x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"", x, y, width, height);
  svg.add(show::element(
      "image", "",
      place + fmt::format(
                  " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"{}\"",
                  picture.data_uri())));
  svg.rect(x, y, width, height, "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.4\"");
}

void draw_scale(show::Svg& svg, double x, double bottom, double limit) {
  constexpr int kShades = 64;
  show::Picture shades(1, kShades);
  for (int i = 0; i < kShades; ++i) shades.set(0, i, show::diverging(1 - (i + 0.5) / kShades));
  const double top = kTop + kName, height = bottom - top;
  draw_picture(svg, shades, x, top, 10, height);
  for (const double share : {0.0, 0.5, 1.0})
    svg.text(x + 14, bottom - share * (height - 8), fmt::format("{:.2g}", (2 * share - 1) * limit),
             {.size = 12});
}

}  // namespace

show::Picture ink(const Tensor& x, int64_t row) {
  return show::Picture::heat(1 - square_of(x, row), 0, 1, show::grays);
}

show::Picture signed_numbers(const Tensor& x, int64_t row, double limit) {
  return show::Picture::heat(square_of(x, row), -limit, limit, show::diverging);
}

double largest_size(const Tensor& x) {
  double largest = 0;
  for (int64_t i = 0; i < x.numel(); ++i)
    largest = std::max(largest, std::abs(double(x.data()[i])));
  return largest;
}

std::string panels_drawn(const show::PlotText& text, const std::vector<Panel>& panels,
                         double limit) {
  const auto rows = double((panels.size() + kColumns - 1) / kColumns);
  const double height = kName + kCell, bottom = kTop + rows * height;
  show::Svg svg(show::Frame::kWidth, bottom + 10);
  svg.text(kLeft, 22, text.title, {.size = 15, .bold = true});
  for (size_t i = 0; i < panels.size(); ++i) {
    const double x = kLeft + double(i % kColumns) * (kCell + kGap);
    const double y = kTop + double(i / kColumns) * height;
    svg.text(x + kCell / 2, y + 14, panels[i].name,
             {.size = 12, .anchor = show::Svg::Anchor::middle});
    draw_picture(svg, panels[i].picture, x, y + kName, kCell, kCell);
  }
  if (limit > 0) draw_scale(svg, kLeft + double(kColumns) * (kCell + kGap) + 2, bottom, limit);
  return svg.finished(text);
}

}  // namespace lesson03
