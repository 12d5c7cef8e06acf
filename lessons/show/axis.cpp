// Axes: round numbers for the ticks, and the frame around a plot.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lessons/show/svg.hpp"

namespace heed::show {

namespace {

// The smallest of 1, 2, 5 times a power of ten that is at least `size`.
double round_step(double size) {
  const double power = std::pow(10, std::floor(std::log10(size)));
  for (const double times : {1.0, 2.0, 5.0})
    if (power * times >= size * (1 - 1e-9)) return power * times;
  return power * 10;
}

constexpr int kSteps = 5;

}  // namespace

double Axis::share(double value) const {
  if (log) return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
  return (value - low) / (high - low);
}

std::vector<double> Axis::ticks(int most) const {
  std::vector<double> found;
  if (log) {
    const auto first = int(std::floor(std::log10(low) + 1e-9));
    const auto last = int(std::floor(std::log10(high) + 1e-9));
    const int stride = (last - first) / most + 1;
    for (int power = first; power <= last; power += stride)
      for (const double times : {1.0, 2.0, 5.0})  // the latter where there is room
        if (const double tick = times * std::pow(10, power);
            (times == 1 || last - first < 3) && tick >= low * 0.999 && tick <= high * 1.001)
          found.push_back(tick);
    return found;
  }
  const double step = round_step((high - low) / most);
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-6; ++k)
    found.push_back(k == 0 ? 0 : k * step);
  return found;
}

std::string Axis::label(double tick) const {
  if (std::abs(tick) >= 1e6 || (tick != 0 && std::abs(tick) < 1e-4))
    return fmt::format("{:.2g}", tick);
  return fmt::format("{:.4g}", tick).find('e') == std::string::npos ? fmt::format("{:.4g}", tick)
                                                                    : fmt::format("{:.0f}", tick);
}

Axis rounded_axis(double low, double high, bool log) {
  if (!(low <= high) || !std::isfinite(low) || !std::isfinite(high))
    low = log ? 1 : 0, high = log ? 10 : 1;
  if (log) return {low, high > low ? high : low * 10, true};
  if (high == low) low -= 0.5, high += 0.5;
  const double step = round_step((high - low) / kSteps);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, false};
}

void Frame::draw_y(Svg& svg, const PlotText& text) const {
  svg.text(14, 22, text.title, {.size = 15, .bold = true});
  for (const double tick : y.ticks(kSteps)) {
    svg.line(left, py(tick), right, py(tick), "stroke-opacity=\"0.15\"");
    svg.text(left - 7, py(tick) + 4.5, y.label(tick), {.anchor = Svg::Anchor::end});
  }
  svg.text(16, (top + bottom) / 2, text.y, {.anchor = Svg::Anchor::middle, .turn = -90});
}

void Frame::draw_x(Svg& svg, const PlotText& text) const {
  svg.line(left, bottom, right, bottom, "stroke-opacity=\"0.6\"");
  for (const double tick : x.ticks(kSteps)) {
    svg.line(px(tick), bottom, px(tick), bottom + 5, "stroke-opacity=\"0.6\"");
    svg.text(px(tick), bottom + 19, x.label(tick), {.anchor = Svg::Anchor::middle});
  }
  svg.text((left + right) / 2, bottom + 39, text.x, {.anchor = Svg::Anchor::middle});
}

}  // namespace heed::show
