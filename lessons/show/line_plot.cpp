// The plot of lines.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lessons/show/html.hpp"
#include "lessons/show/svg.hpp"

namespace heed::show {

namespace {

constexpr size_t kMostPoints = 200;  // more could not be told apart

constexpr double kNone = std::numeric_limits<double>::infinity();

using Points = std::vector<std::pair<double, double>>;

// The points that can be drawn; where they are too many, the mean of each group of neighbours.
Points thinned(const std::vector<double>& x, const std::vector<double>& y, bool log) {
  Points points;
  for (size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    if (std::isfinite(x[i]) && std::isfinite(y[i]) && !(log && y[i] <= 0))
      points.push_back({x[i], y[i]});
  if (points.size() <= kMostPoints) return points;
  Points means;
  for (size_t i = 0; i < kMostPoints; ++i) {
    const size_t begin = points.size() * i / kMostPoints,
                 end = points.size() * (i + 1) / kMostPoints;
    double sum_x = 0, sum_y = 0;
    for (size_t k = begin; k < end; ++k) sum_x += points[k].first, sum_y += points[k].second;
    means.push_back({sum_x / double(end - begin), sum_y / double(end - begin)});
  }
  return means;
}

const char* dash_of(size_t n) {
  constexpr const char* kDashes[] = {"", "7 3", "2 3", "9 3 2 3"};
  return kDashes[n % std::size(kDashes)];
}

void draw(Svg& svg, const Frame& frame, const Points& points, const LegendEntry& entry) {
  std::string path;
  for (const auto& [x, y] : points) path += fmt::format("{:.1f},{:.1f} ", frame.px(x), frame.py(y));
  svg.add(element("polyline", "",
                  fmt::format("points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.2\" "
                              "stroke-linejoin=\"round\" stroke-dasharray=\"{}\"",
                              path, entry.colour, entry.dash)));
  if (points.size() == 1)
    svg.add(
        element("circle", "",
                fmt::format("cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"",
                            frame.px(points[0].first), frame.py(points[0].second), entry.colour)));
}

void extend(std::pair<double, double>& range, double value) {
  if (std::isfinite(value)) range = {std::min(range.first, value), std::max(range.second, value)};
}

}  // namespace

LinePlot& LinePlot::add(std::string name, std::vector<double> x, std::vector<double> y) {
  series_.push_back({std::move(name), std::move(x), std::move(y), false});
  return *this;
}

LinePlot& LinePlot::add(std::string name, const std::vector<double>& y) {
  std::vector<double> x;
  for (size_t i = 1; i <= y.size(); ++i) x.push_back(double(i));
  return add(std::move(name), std::move(x), y);
}

LinePlot& LinePlot::level(std::string name, double y) {
  series_.push_back({std::move(name), {}, {y}, true});
  return *this;
}

LinePlot& LinePlot::log_y() {
  log_ = true;
  return *this;
}

LinePlot& LinePlot::y_range(double low, double high) {
  range_ = {low, high};
  return *this;
}

std::string LinePlot::svg() const {
  std::pair<double, double> x_range{kNone, -kNone}, y_range{range_};
  std::vector<Points> lines;
  std::vector<LegendEntry> legend;
  for (const Series& series : series_) {
    lines.push_back(thinned(series.x, series.y, log_));
    for (const auto& point : lines.back()) extend(y_range, point.second);
    for (const double x : series.x) extend(x_range, x);
    if (series.level) extend(y_range, series.y[0]);
    const auto n = legend.size();
    legend.push_back({series.name, series.level ? "currentColor" : to_hex(palette(int(n))),
                      series.level ? "2 4" : dash_of(n)});
  }
  const bool named = series_.size() > 1 || (series_.size() == 1 && !series_[0].name.empty());
  Svg svg(Frame::kWidth, Frame::kHeight);
  Frame frame{rounded_axis(x_range.first, x_range.second),
              rounded_axis(y_range.first, y_range.second, log_)};
  if (x_range.first < x_range.second) frame.x = {x_range.first, x_range.second};
  if (named) frame.top = 44 + draw_legend(svg, legend, 42);
  for (const double tick : frame.y.ticks(5))  // long numbers, such as 1e-05, push the axis inwards
    frame.left = std::max(frame.left, 36 + text_length(frame.y.label(tick), 13));
  frame.draw_y(svg, text_);
  frame.draw_x(svg, text_);
  for (size_t i = 0; i < series_.size(); ++i)
    draw(svg, frame,
         series_[i].level ? Points{{frame.x.low, series_[i].y[0]}, {frame.x.high, series_[i].y[0]}}
                          : lines[i],
         legend[i]);
  return svg.finished(text_);
}

}  // namespace heed::show
