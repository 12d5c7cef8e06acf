// Drawing the plane.
#include "lessons/05_attention/plane.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lessons/show/html.hpp"

namespace lesson {

using namespace heed::show;

namespace {

constexpr double kWidth = 440, kHeight = 290;                    // of the picture
constexpr double kSide = 236, kLeft = 14, kTop = 42;             // of the plane in it
constexpr double kBeside = 272, kBarWidth = 108, kLargest = 22;  // a disc's radius at weight 1

std::string circle(double x, double y, double radius, const std::string& attributes) {
  return element(
      "circle", "",
      fmt::format("cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" {}", x, y, radius, attributes));
}

}  // namespace

Plane::Plane(std::string title, std::string description, double reach)
    : text_{std::move(title), std::move(description), "", ""},
      reach_(reach),
      beside_(kTop + 16),
      svg_(kWidth, kHeight) {
  svg_.text(14, 22, text_.title, {.size = 15, .bold = true});
  svg_.line(kLeft, py(0), kLeft + kSide, py(0), "stroke-opacity=\"0.25\"");
  svg_.line(px(0), kTop, px(0), kTop + kSide, "stroke-opacity=\"0.25\"");
}

double Plane::px(double x) const { return kLeft + kSide * (0.5 + x / reach_ / 2); }
double Plane::py(double y) const { return kTop + kSide * (0.5 - y / reach_ / 2); }

Plane& Plane::ring(double radius, const std::string& name) {
  svg_.add(circle(px(0), py(0), px(radius) - px(0),
                  "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.25\""));
  if (!name.empty()) svg_.text(px(0) + 4, py(-radius) - 4, name, {.size = 11});
  return *this;
}

Plane& Plane::key(double x, double y, double weight, const std::string& colour,
                  const std::string& name) {
  svg_.add(
      circle(px(x), py(y), 2 + kLargest * std::sqrt(weight),  // the area is the weight
             fmt::format("fill=\"{}\" stroke=\"currentColor\" stroke-opacity=\"0.5\"", colour)));
  if (!name.empty()) {
    const double away = 1 + 0.32 / std::max(std::hypot(x, y) / reach_, 0.1);
    svg_.text(px(x * away), py(y * away) + 4.5, name, {.anchor = Svg::Anchor::middle});
  }
  return *this;
}

Plane& Plane::arrow(double x, double y, const std::string& name) {
  const double length = std::hypot(x, y);
  if (length == 0) return *this;
  const double dx = x / length, dy = -y / length;  // on the screen, y grows downwards
  const double tip_x = px(x), tip_y = py(y);
  svg_.line(px(0), py(0), tip_x - 7 * dx, tip_y - 7 * dy, "stroke-width=\"3\"");
  svg_.add(element(
      "polygon", "",
      fmt::format("fill=\"currentColor\" points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\"",
                  tip_x, tip_y, tip_x - 11 * dx - 5 * dy, tip_y - 11 * dy + 5 * dx,
                  tip_x - 11 * dx + 5 * dy, tip_y - 11 * dy - 5 * dx)));
  svg_.text(px(0) - 20 * dx, py(0) - 14 * dy + 4, name,
            {.size = 12, .anchor = Svg::Anchor::middle});
  return *this;
}

Plane& Plane::path(const Points& points, const std::string& colour, double width) {
  std::string text;
  for (const auto& [x, y] : points) text += fmt::format("{:.1f},{:.1f} ", px(x), py(y));
  svg_.add(element(
      "polyline", "",
      fmt::format(
          "points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
          text, colour, width)));
  svg_.add(circle(px(points.back().first), py(points.back().second), 2.5 + width / 2,
                  fmt::format("fill=\"{}\"", colour)));
  return *this;
}

Plane& Plane::bar(const std::string& name, double weight, const std::string& colour) {
  svg_.text(kBeside, beside_, fmt::format("{} {:.2f}", name, weight), {});
  svg_.rect(kBeside, beside_ + 5, std::max(kBarWidth * weight, 0.8), 11,
            fmt::format("fill=\"{}\"", colour));
  svg_.rect(kBeside, beside_ + 5, kBarWidth, 11,
            "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.3\"");
  beside_ += 38;
  return *this;
}

Plane& Plane::line(const std::string& text, const std::string& colour) {
  svg_.text(kBeside, beside_ + 10, text, {.size = 14, .bold = true, .colour = colour});
  beside_ += 24;
  return *this;
}

std::string Plane::svg() const { return svg_.finished(text_); }

}  // namespace lesson
