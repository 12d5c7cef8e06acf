// Pictures: from tensors, enlarged, marked, put side by side, saved as PNG.
#include "lessons/show/picture.hpp"

#include <algorithm>
#include <cmath>

#include "engine/io/file.hpp"
#include "engine/io/png.hpp"
#include "lessons/show/html.hpp"

namespace heed::show {

namespace {

// x's last two axes, where those before have length 1.
struct Plane {
  const real* data;
  int width, height;
  double at(int x, int y) const { return double(data[y * width + x]); }
};

Plane plane_of(const Tensor& x, const char* what) {
  if (x.dim() < 2 || x.shape().product(0, x.dim() - 2) != 1 || x.numel() == 0)
    throw ShapeError(explain(what, Place{}, "needs one plane of numbers", {{"x", x.shape()}},
                             "needs (H, W), with nothing but axes of length 1 before"));
  return {x.data(), int(x.size(-1)), int(x.size(-2))};
}

std::pair<double, double> range_of(const Plane& plane) {
  const auto [low, high] =
      std::minmax_element(plane.data, plane.data + int64_t(plane.width) * plane.height);
  return {double(*low), double(*high)};
}

// 0 … 1 for low … high; a plane of one value is all 0.
double share(double value, double low, double high) {
  return high > low ? (value - low) / (high - low) : 0 * value;
}

uint8_t byte_of(double value) {
  return uint8_t(std::lround(255 * std::clamp(std::isnan(value) ? 0 : value, 0.0, 1.0)));
}

Rgb mixed(Rgb a, Rgb b, double part) {
  const auto mix = [&](uint8_t from, uint8_t to) {
    return uint8_t(std::lround(from + part * (to - from)));
  };
  return {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)};
}

}  // namespace

Picture::Picture(int width, int height, Rgb colour) : width_(width), height_(height) {
  if (width < 1 || height < 1)
    throw ValueError("[Picture] needs at least one pixel, not " + std::to_string(width) + " × " +
                     std::to_string(height));
  pixels_.assign(size_t(width) * size_t(height), colour);
}

Picture Picture::gray(const Tensor& x) { return heat(x, grays); }

Picture Picture::heat(const Tensor& x, ColourMap map) {
  const auto [low, high] = range_of(plane_of(x, "Picture::heat"));
  return heat(x, low, high, map);
}

Picture Picture::heat(const Tensor& x, double low, double high, ColourMap map) {
  const Plane plane = plane_of(x, "Picture::heat");
  Picture picture(plane.width, plane.height);
  for (int row = 0; row < plane.height; ++row)
    for (int column = 0; column < plane.width; ++column)
      picture.set(column, row, map(share(plane.at(column, row), low, high)));
  return picture;
}

Picture Picture::rgb(const Tensor& x) {
  if (x.dim() != 3 || x.size(0) != 3)
    throw ShapeError(explain("Picture::rgb", Place{}, "needs red, green and blue: (3, H, W)",
                             {{"x", x.shape()}}));
  Picture picture(int(x.size(2)), int(x.size(1)));
  const int64_t area = int64_t(picture.width_) * picture.height_;
  for (int64_t i = 0; i < area; ++i)
    picture.pixels_[size_t(i)] = {byte_of(double(x.data()[i])), byte_of(double(x.data()[area + i])),
                                  byte_of(double(x.data()[2 * area + i]))};
  return picture;
}

void Picture::set(int x, int y, Rgb colour) {
  if (x >= 0 && x < width_ && y >= 0 && y < height_) pixels_[size_t(y * width_ + x)] = colour;
}

Picture Picture::enlarged(int times) const { return resized(width_ * times, height_ * times); }

Picture Picture::resized(int new_width, int new_height) const {
  Picture picture(new_width, new_height);
  for (int y = 0; y < new_height; ++y)
    for (int x = 0; x < new_width; ++x)
      picture.set(x, y, at(x * width_ / new_width, y * height_ / new_height));
  return picture;
}

Picture Picture::under(const Tensor& x, double strength, ColourMap map) const {
  const Plane plane = plane_of(x, "Picture::under");
  const auto [low, high] = range_of(plane);
  Picture picture = *this;
  for (int row = 0; row < height_; ++row)
    for (int column = 0; column < width_; ++column) {
      const double value = plane.at(column * plane.width / width_, row * plane.height / height_);
      picture.set(column, row, mixed(at(column, row), map(share(value, low, high)), strength));
    }
  return picture;
}

Picture& Picture::box(int x0, int y0, int x1, int y1, Rgb colour, int thickness) {
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x)
      if (std::min({x - x0, y - y0, x1 - 1 - x, y1 - 1 - y}) < thickness) set(x, y, colour);
  return *this;
}

Picture& Picture::cross(int x, int y, Rgb colour, int size) {
  for (int i = -size; i <= size; ++i)
    for (int wide = -1; wide <= 1; ++wide) {
      set(x + i, y + wide, colour);
      set(x + wide, y + i, colour);
    }
  return *this;
}

Picture grid(const std::vector<Picture>& pictures, int columns, int gap, Rgb ground) {
  if (pictures.empty() || columns < 1)
    throw ValueError("[grid] needs at least one picture and one column");
  int width = 0, height = 0;  // of a cell
  for (const Picture& picture : pictures) {
    width = std::max(width, picture.width());
    height = std::max(height, picture.height());
  }
  columns = std::min(columns, int(pictures.size()));
  const int rows = (int(pictures.size()) + columns - 1) / columns;
  Picture all(columns * (width + gap) - gap, rows * (height + gap) - gap, ground);
  for (size_t i = 0; i < pictures.size(); ++i)
    for (int y = 0; y < pictures[i].height(); ++y)
      for (int x = 0; x < pictures[i].width(); ++x)
        all.set(int(i) % columns * (width + gap) + x, int(i) / columns * (height + gap) + y,
                pictures[i].at(x, y));
  return all;
}

std::string Picture::png() const {
  static_assert(sizeof(Rgb) == 3);
  const auto* bytes = reinterpret_cast<const uint8_t*>(pixels_.data());
  return encode_png({bytes, pixels_.size() * 3}, width_, height_, 3);
}

void Picture::save(const std::string& path) const {
  if (png_available()) write_file(path, png());
}

std::string Picture::data_uri() const {
  return png_available() ? "data:image/png;base64," + base64(png()) : "data:,";
}

}  // namespace heed::show
