// The plot of several small pictures with their names.
#include <fmt/format.h>

#include "engine/error.hpp"
#include "lessons/show/html.hpp"
#include "lessons/show/panels.hpp"
#include "lessons/show/svg.hpp"

namespace heed::show {

namespace {

constexpr double kLeft = 14, kTop = 36, kGap = 8, kName = 20;
constexpr double kScale = 57;  // what a scale takes at the right, numbers and all

void draw_picture(Svg& svg, const Picture& picture, double x, double y, double width,
                  double height) {
  const std::string place = fmt::format(
      "x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"", x, y, width, height);
  svg.add(element("image", "",
                  place + fmt::format(" preserveAspectRatio=\"none\" "
                                      "style=\"image-rendering:pixelated\" href=\"{}\"",
                                      picture.data_uri())));
  svg.rect(x, y, width, height, "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.4\"");
}

void draw_scale(Svg& svg, double x, double bottom, double limit) {
  constexpr int kShades = 64;
  Picture shades(1, kShades);
  for (int i = 0; i < kShades; ++i) shades.set(0, i, diverging(1 - (i + 0.5) / kShades));
  const double top = kTop + kName, height = bottom - top;
  draw_picture(svg, shades, x, top, 10, height);
  for (const double share : {0.0, 0.5, 1.0})
    svg.text(x + 14, bottom - share * (height - 8), fmt::format("{:.2g}", (2 * share - 1) * limit),
             {.size = 12});
}

}  // namespace

std::string panel_plot(const PlotText& text, const std::vector<Panel>& panels,
                       const PanelOptions& options) {
  if (panels.empty() || options.columns < 1)
    throw ValueError("[panel_plot] needs at least one panel and one column");
  const auto columns = size_t(options.columns);
  const size_t rows = (panels.size() + columns - 1) / columns;
  const double room = Frame::kWidth - kLeft - kScale;
  const double cell = (room - kGap * double(columns)) / double(columns) - 0.8;
  const Picture& first = panels.front().picture;
  const double cell_height = cell * first.height() / first.width(), height = kName + cell_height;
  const double bottom = kTop + double(rows) * height;
  Svg svg(Frame::kWidth, bottom + 10);
  svg.text(kLeft, 22, text.title, {.size = 15, .bold = true});
  for (size_t i = 0; i < panels.size(); ++i) {
    const double x = kLeft + double(i % columns) * (cell + kGap);
    const double y = kTop + double(i / columns) * height;
    svg.text(x + cell / 2, y + 14, panels[i].name, {.size = 12, .anchor = Svg::Anchor::middle});
    draw_picture(svg, panels[i].picture, x, y + kName, cell, cell_height);
  }
  if (options.limit > 0)
    draw_scale(svg, kLeft + double(columns) * (cell + kGap) + 2, bottom, options.limit);
  return svg.finished(text);
}

}  // namespace heed::show
