// Drawing into an SVG picture.
#include "lessons/show/svg.hpp"

#include <fmt/format.h>

#include "lessons/show/html.hpp"

namespace heed::show {

namespace {

// In parts of the size, about as in DejaVu Sans, the widest of the usual fonts.
double letter_width(char c) {
  const auto is_one_of = [c](std::string_view some) { return some.find(c) != some.npos; };
  if ((c & 0xC0) == 0x80) return 0;  // a later byte of a character
  if (is_one_of("mwMW%+=")) return 0.93;
  if (is_one_of("ijlIfrt .,:;'|()[]/-")) return 0.37;
  return c >= 'A' && c <= 'Z' ? 0.72 : 0.63;
}

}  // namespace

void Svg::text(double x, double y, std::string_view words, const Lettering& lettering) {
  constexpr const char* kAnchors[] = {"start", "middle", "end"};
  std::string attributes =
      fmt::format("x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" text-anchor=\"{}\" fill=\"{}\"", x, y,
                  lettering.size, kAnchors[int(lettering.anchor)], lettering.colour);
  if (lettering.bold) attributes += " font-weight=\"600\"";
  if (lettering.turn != 0)
    attributes += fmt::format(" transform=\"rotate({} {:.1f} {:.1f})\"", lettering.turn, x, y);
  add(element("text", escaped(words), attributes));
}

void Svg::line(double x0, double y0, double x1, double y1, std::string_view attributes) {
  add(element("line", "",
              fmt::format("x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
                          "stroke=\"currentColor\" {}",
                          x0, y0, x1, y1, attributes)));
}

void Svg::rect(double x, double y, double width, double height, std::string_view attributes) {
  add(element("rect", "",
              fmt::format("x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}", x, y,
                          width, height, attributes)));
}

std::string Svg::finished(const PlotText& text) const {
  const std::string words = escaped(text.title + ". " + text.description);
  const std::string attributes = fmt::format(
      "viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\" "
      "font-family=\"system-ui, 'DejaVu Sans', sans-serif\"",
      width_, height_, words);
  return element("svg",
                 element("title", escaped(text.title)) +
                     element("desc", escaped(text.description)) + "\n" + body_,
                 attributes);
}

double text_length(std::string_view words, double size) {
  double width = 0;
  for (const char c : words) width += letter_width(c);
  return width * size;
}

double draw_legend(Svg& svg, const std::vector<LegendEntry>& entries, double top) {
  constexpr double kRow = 19, kSample = 22, kGap = 16, kLeft = 14;
  double x = kLeft, y = top;
  for (const LegendEntry& entry : entries) {
    const double width = kSample + 6 + text_length(entry.name, 13);
    if (x > kLeft && x + width > Frame::kWidth - kLeft) x = kLeft, y += kRow;
    svg.add(
        element("line", "",
                fmt::format("x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
                            "stroke-width=\"4\" stroke-dasharray=\"{}\"",
                            x, y, x + kSample, y, entry.colour, entry.dash)));
    svg.text(x + kSample + 6, y + 4.5, entry.name, {});
    x += width + kGap;
  }
  return entries.empty() ? 0 : y - top + kRow;
}

}  // namespace heed::show
