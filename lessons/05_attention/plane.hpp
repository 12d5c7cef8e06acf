// A plane with vectors in it: keys as discs as large as their weights, queries as arrows.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lessons/show/svg.hpp"

namespace lesson {

using Points = std::vector<std::pair<double, double>>;

class Plane {
 public:
  // Shows -reach … reach both ways. `description` is for who cannot see it.
  Plane(std::string title, std::string description, double reach);

  Plane& ring(double radius, const std::string& name = "");  // around the middle
  Plane& key(double x, double y, double weight, const std::string& colour,
             const std::string& name = "");
  Plane& arrow(double x, double y, const std::string& name);
  Plane& path(const Points& points, const std::string& colour, double width);  // ends in a dot

  // Beside the plane, from top to bottom: a bar a weight, or lines of text in colours.
  Plane& bar(const std::string& name, double weight, const std::string& colour);
  Plane& line(const std::string& text, const std::string& colour = "currentColor");

  std::string svg() const;

 private:
  double px(double x) const;
  double py(double y) const;
  heed::show::PlotText text_;
  double reach_, beside_;
  heed::show::Svg svg_;
};

}  // namespace lesson
