// Plots as SVG: lines, bars, heat maps.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"
#include "lessons/show/colours.hpp"

namespace heed::show {

// The words around a plot. `description` says what the picture shows, for who cannot see it.
struct PlotText {
  std::string title, description;
  std::string x, y;  // the axes, with units: "step", "loss (nats)"
};

//     LinePlot plot({"Loss", "The loss falls from 2.3 to 0.05 in 1,000 steps", "step", "loss"});
//     plot.add("with attention", losses);
//     page.figure(plot.svg(), "The loss of …");
class LinePlot {
 public:
  explicit LinePlot(PlotText text) : text_(std::move(text)) {}
  LinePlot& add(std::string name, std::vector<double> x, std::vector<double> y);
  LinePlot& add(std::string name, const std::vector<double>& y);  // at x = 1, 2, …
  LinePlot& log_y();                            // values of 0 and below are left out
  LinePlot& y_range(double low, double high);   // at least; by default what the values need
  LinePlot& level(std::string name, double y);  // a dashed horizontal line, such as "chance"
  std::string svg() const;

 private:
  struct Series {
    std::string name;
    std::vector<double> x, y;
    bool level;
  };
  PlotText text_;
  std::vector<Series> series_;
  bool log_ = false;
  std::pair<double, double> range_{1e300, -1e300};  // none asked for
};

// Bars in groups: for every label one bar of every series.
struct Bars {
  std::string name;  // of the series; "" if there is one only
  std::vector<double> values;
};
std::string bar_plot(const PlotText& text, const std::vector<std::string>& labels,
                     const std::vector<Bars>& series);

// A matrix (rows, columns) in colours with its scale beside it. `row_names`, `column_names` may be
// empty: then they are numbered. Numbers stand in the cells where there is room.
struct HeatOptions {
  std::vector<std::string> row_names = {}, column_names = {};
  double low = 0, high = 0;  // equal: from the least to the greatest value
  ColourMap map = viridis;
  bool numbers = false;
};
std::string heat_plot(const PlotText& text, const Tensor& matrix, const HeatOptions& options = {});

}  // namespace heed::show
