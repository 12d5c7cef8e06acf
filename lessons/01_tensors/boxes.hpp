// Tensors drawn as boxes: a grid for its shape, a strip for its place in memory.
#pragma once

#include <functional>
#include <string>

#include "lessons/show/svg.hpp"

namespace lesson {

constexpr double kBox = 26;  // a box's side

// How one box looks. A ghost is a number that is read there and does not lie there.
struct Box {
  std::string text;
  int colour = -1;  // of the palette; -1: none
  bool ghost = false;
  bool marked = false;
};

class Boxes {
 public:
  // `description` says what is to be seen, for who cannot see it.
  Boxes(std::string title, std::string description, double height);

  // Boxes in rows from (x, y) at the top left; box(row, column) says how each looks.
  Boxes& grid(double x, double y, int64_t rows, int64_t columns,
              const std::function<Box(int64_t row, int64_t column)>& box);
  // The row of boxes in memory; under each, if asked for, its place.
  Boxes& strip(double x, double y, int64_t length, const std::function<Box(int64_t place)>& box,
               bool places = true);

  Boxes& words(double x, double y, const std::string& text, double size = 12.5, bool bold = false);
  Boxes& middle(double x, double y, const std::string& text, double size = 12.5);
  Boxes& arrow(double x0, double y0, double x1, double y1);

  std::string svg() const { return svg_.finished(text_); }

 private:
  void draw(double x, double y, const Box& box);
  heed::show::PlotText text_;
  heed::show::Svg svg_;
};

}  // namespace lesson
