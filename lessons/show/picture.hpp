// Pictures: from tensors, enlarged, marked, put side by side, saved as PNG.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"
#include "lessons/show/colours.hpp"

namespace heed::show {

// RGB pixels, row by row from the top left. x goes to the right, y down.
class Picture {
 public:
  Picture(int width, int height, Rgb colour = {255, 255, 255});

  // x: (H, W), or (1, H, W). By default from its least to its greatest value.
  static Picture gray(const Tensor& x);  // low is black, high is white
  static Picture heat(const Tensor& x, ColourMap map = viridis);
  static Picture heat(const Tensor& x, double low, double high, ColourMap map = viridis);
  static Picture rgb(const Tensor& x);  // (3, H, W), 0 … 1

  int width() const { return width_; }
  int height() const { return height_; }
  Rgb at(int x, int y) const { return pixels_[size_t(y * width_ + x)]; }
  void set(int x, int y, Rgb colour);  // outside the picture: nothing happens

  Picture enlarged(int times) const;                     // every pixel a square
  Picture resized(int new_width, int new_height) const;  // the nearest pixel

  // Lets a heat map lie over this picture: bright where it is high, the picture grayed where it is
  // low. Any size of x (H, W) fits: it is stretched over the picture.
  Picture under(const Tensor& x, double strength = 0.65, ColourMap map = viridis) const;

  // Marks, in pixels of this picture (enlarge first). Corners x0, y0 lie inside, x1, y1 outside.
  Picture& box(int x0, int y0, int x1, int y1, Rgb colour, int thickness = 2);
  Picture& cross(int x, int y, Rgb colour, int size = 5);

  std::string png() const;  // the file's bytes
  // Nothing happens where the build has no libpng. FileError with path and reason.
  void save(const std::string& path) const;
  std::string data_uri() const;  // to stand inside a page

 private:
  int width_, height_;
  std::vector<Rgb> pixels_;
};

// Pictures in rows of `columns`, `gap` pixels apart.
Picture grid(const std::vector<Picture>& pictures, int columns, int gap = 4,
             Rgb ground = {150, 150, 155});

}  // namespace heed::show
