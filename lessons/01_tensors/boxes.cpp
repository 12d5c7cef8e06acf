// Drawing tensors as boxes.
#include "lessons/01_tensors/boxes.hpp"

#include <fmt/format.h>

#include <cmath>

#include "lessons/show/html.hpp"

namespace lesson {

using namespace heed::show;

namespace {

constexpr double kWidth = 440;
constexpr const char* kGhost = "#7d8590";  // legible on light and on dark

}  // namespace

Boxes::Boxes(std::string title, std::string description, double height)
    : text_{std::move(title), std::move(description), "", ""}, svg_(kWidth, height) {
  svg_.text(14, 24, text_.title, {.size = 15, .bold = true});
}

void Boxes::draw(double x, double y, const Box& box) {
  std::string look = "fill=\"none\"";
  if (box.colour >= 0 && !box.ghost)
    look = fmt::format("fill=\"{}\" fill-opacity=\"0.38\"", to_hex(palette(box.colour)));
  look += box.ghost ? fmt::format(" stroke=\"{}\" stroke-dasharray=\"3 3\"", kGhost)
                    : " stroke=\"currentColor\" stroke-opacity=\"0.55\"";
  svg_.rect(x + 1, y + 1, kBox - 2, kBox - 2, look);
  if (box.marked)
    svg_.rect(x - 1, y - 1, kBox + 2, kBox + 2,
              "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.5\"");
  svg_.text(x + kBox / 2, y + kBox / 2 + 4.5, box.text,
            {.size = 13,
             .anchor = Svg::Anchor::middle,
             .bold = box.marked,
             .colour = box.ghost ? kGhost : "currentColor"});
}

Boxes& Boxes::grid(double x, double y, int64_t rows, int64_t columns,
                   const std::function<Box(int64_t row, int64_t column)>& box) {
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column)
      draw(x + double(column) * kBox, y + double(row) * kBox, box(row, column));
  return *this;
}

Boxes& Boxes::strip(double x, double y, int64_t length,
                    const std::function<Box(int64_t place)>& box, bool places) {
  grid(x, y, 1, length, [&](int64_t, int64_t place) { return box(place); });
  for (int64_t place = 0; places && place < length; ++place)
    middle(x + (double(place) + 0.5) * kBox, y + kBox + 13, std::to_string(place), 10.5);
  return *this;
}

Boxes& Boxes::words(double x, double y, const std::string& text, double size, bool bold) {
  svg_.text(x, y, text, {.size = size, .bold = bold});
  return *this;
}

Boxes& Boxes::middle(double x, double y, const std::string& text, double size) {
  svg_.text(x, y, text, {.size = size, .anchor = Svg::Anchor::middle});
  return *this;
}

Boxes& Boxes::arrow(double x0, double y0, double x1, double y1) {
  const double length = std::hypot(x1 - x0, y1 - y0);
  const double dx = (x1 - x0) / length, dy = (y1 - y0) / length;
  svg_.line(x0, y0, x1 - 6 * dx, y1 - 6 * dy, "stroke-width=\"1.5\"");
  svg_.add(element(
      "polygon", "",
      fmt::format("fill=\"currentColor\" points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\"", x1,
                  y1, x1 - 8 * dx - 4 * dy, y1 - 8 * dy + 4 * dx, x1 - 8 * dx + 4 * dy,
                  y1 - 8 * dy - 4 * dx)));
  return *this;
}

}  // namespace lesson
