// Drawing into an SVG picture: its elements, and the frame with axes that every plot has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/show/plot.hpp"

namespace heed::show {

// Letters and lines have the colour of the page's text (currentColor), so plots fit a dark page
// too.
class Svg {
 public:
  Svg(double width, double height) : width_(width), height_(height) {}

  enum class Anchor { start, middle, end };
  struct Lettering {
    double size = 13;
    Anchor anchor = Anchor::start;
    bool bold = false;
    double turn = 0;  // degrees
    std::string colour = "currentColor";
  };
  void text(double x, double y, std::string_view words, const Lettering& lettering);
  void line(double x0, double y0, double x1, double y1, std::string_view attributes = "");
  void rect(double x, double y, double width, double height, std::string_view attributes);
  void add(std::string element) { body_ += std::move(element) + "\n"; }

  // The whole, with title and description for who cannot see it.
  std::string finished(const PlotText& text) const;

 private:
  double width_, height_;
  std::string body_;
};

double text_length(std::string_view words, double size);  // about, in the SVG's units

// The values at which an axis has ticks, and how they are written.
struct Axis {
  double low = 0, high = 1;
  bool log = false;

  double share(double value) const;  // 0 at low … 1 at high
  std::vector<double> ticks(int most) const;
  std::string label(double tick) const;
};
// An axis that holds low … high and ends at round numbers.
Axis rounded_axis(double low, double high, bool log = false);

// What stands around a plot's area, and where that is.
struct Frame {
  static constexpr double kWidth = 440, kHeight = 300;

  Axis x, y;
  double left = 60, right = kWidth - 22, top = 46, bottom = kHeight - 48;

  double px(double value) const { return left + x.share(value) * (right - left); }
  double py(double value) const { return bottom - y.share(value) * (bottom - top); }
  void draw_y(Svg& svg, const PlotText& text) const;  // title, lines, numbers, name
  void draw_x(Svg& svg, const PlotText& text) const;
};

// Coloured names in rows under the title. Returns how high they are.
struct LegendEntry {
  std::string name;
  std::string colour;
  std::string dash;  // of the line; "" for a solid one
};
double draw_legend(Svg& svg, const std::vector<LegendEntry>& entries, double top);

}  // namespace heed::show
