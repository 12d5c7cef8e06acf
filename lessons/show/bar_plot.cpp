// The plot of bars.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "lessons/show/svg.hpp"

namespace heed::show {

namespace {

constexpr double kLine = 15;  // from one line of a label to the next

double value_at(const Bars& bars, size_t label) {
  const double value = label < bars.values.size() ? bars.values[label] : 0;
  return std::isfinite(value) ? value : 0;
}

// A label in lines that fit the width, broken at spaces.
std::vector<std::string> wrapped(const std::string& label, double width) {
  std::istringstream words(label);
  std::vector<std::string> lines;
  for (std::string word; words >> word;) {
    const bool fits = !lines.empty() && text_length(lines.back() + " " + word, 13) <= width;
    if (fits)
      lines.back() += " " + word;
    else
      lines.push_back(word);
  }
  return lines;
}

double name_lines(const std::vector<std::string>& labels, double width) {
  size_t most = 1;
  for (const std::string& label : labels) most = std::max(most, wrapped(label, width).size());
  return double(most);
}

// One group: a bar of every series. Its value stands on it where there is room.
void draw_group(Svg& svg, const Frame& frame, const std::vector<Bars>& series, size_t label,
                double left, double width) {
  const double bar = width / double(series.size());
  for (size_t i = 0; i < series.size(); ++i) {
    const double value = value_at(series[i], label), x = left + bar * double(i);
    const double top = std::min(frame.py(value), frame.py(0));
    svg.rect(x, top, bar * 0.92, std::abs(frame.py(value) - frame.py(0)),
             fmt::format("fill=\"{}\"", to_hex(palette(int(i)))));
    const std::string number = fmt::format("{:.3g}", value);
    if (text_length(number, 11) < bar)
      svg.text(x + bar * 0.46, top - 4, number, {.size = 11, .anchor = Svg::Anchor::middle});
  }
}

void draw_label(Svg& svg, const std::string& label, double x, double y, double width) {
  for (const std::string& line : wrapped(label, width)) {
    svg.text(x, y, line, {.anchor = Svg::Anchor::middle});
    y += kLine;
  }
}

}  // namespace

std::string bar_plot(const PlotText& text, const std::vector<std::string>& labels,
                     const std::vector<Bars>& series) {
  double low = 0, high = 0;
  std::vector<LegendEntry> legend;
  for (const Bars& bars : series) {
    for (size_t i = 0; i < labels.size(); ++i) {
      low = std::min(low, value_at(bars, i));
      high = std::max(high, value_at(bars, i));
    }
    legend.push_back({bars.name, to_hex(palette(int(legend.size()))), ""});
  }
  Svg svg(Frame::kWidth, Frame::kHeight);
  Frame frame{Axis{0, double(std::max<size_t>(labels.size(), 1))},
              low < high ? Axis{low * 1.1, high * 1.1} : Axis{}};
  if (series.size() > 1) frame.top = 46 + draw_legend(svg, legend, 42);
  const double group = (frame.right - frame.left) / frame.x.high;
  frame.bottom -= kLine * (name_lines(labels, group) - 1);
  frame.draw_y(svg, text);
  svg.line(frame.left, frame.py(0), frame.right, frame.py(0), "stroke-opacity=\"0.6\"");
  for (size_t i = 0; i < labels.size(); ++i) {
    const double left = frame.left + group * double(i);
    if (!series.empty()) draw_group(svg, frame, series, i, left + group * 0.12, group * 0.76);
    draw_label(svg, labels[i], left + group / 2, frame.bottom + 19, group);
  }
  svg.text((frame.left + frame.right) / 2, Frame::kHeight - 9, text.x,
           {.anchor = Svg::Anchor::middle});
  return svg.finished(text);
}

}  // namespace heed::show
