// Several small pictures with their names, in rows, on one scale.
#pragma once

#include <string>
#include <vector>

#include "lessons/show/picture.hpp"
#include "lessons/show/plot.hpp"

namespace heed::show {

struct Panel {
  std::string name;
  Picture picture;
};

struct PanelOptions {
  int columns = 5;
  double limit = 0;  // above 0: the scale of `diverging` from -limit to limit stands beside them
};

// All as wide as fits and as high as the first picture's form asks for, each under its name.
// ValueError if there is no panel or no column.
std::string panel_plot(const PlotText& text, const std::vector<Panel>& panels,
                       const PanelOptions& options = {});

}  // namespace heed::show
