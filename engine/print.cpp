// How a tensor prints: as NumPy's arrays do.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <sstream>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int64_t kEdge = 3;            // how many are shown at each end of a long axis
constexpr int64_t kAbridgeOver = 1000;  // numbers

// One format for all the numbers, so that they stand in columns.
class Format {
 public:
  explicit Format(const Tensor& x) {
    double largest = 0, smallest = INFINITY;
    bool whole = true;
    for (int64_t i = 0; i < x.numel(); ++i) {
      const double v = std::abs(double(x.data()[i]));
      if (!std::isfinite(v)) continue;
      largest = std::max(largest, v);
      if (v > 0) smallest = std::min(smallest, v);
      whole = whole && v == std::floor(v);
    }
    if (largest >= 1e8 || (smallest < 1e-4 && largest / smallest > 1e3 && !whole))
      style_ = "%.4e";
    else
      style_ = whole ? "%.0f." : "%.4f";
    for (int64_t i = 0; i < x.numel(); ++i) width_ = std::max(width_, text(x.data()[i]).size());
  }
  std::string operator()(real v) const {
    const std::string t = text(v);
    return std::string(width_ - std::min(width_, t.size()), ' ') + t;
  }

 private:
  std::string text(real v) const {
    if (std::isnan(v)) return "nan";
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, style_, double(v));
    return buffer;
  }
  const char* style_;
  size_t width_ = 0;
};

// Axes below `axis`, from the numbers at `data`. Recurses over axes, of which there are at most 8.
void print(std::ostream& out, const Tensor& x, int axis, const real* data, const Format& format) {
  if (axis == x.dim()) {
    out << format(*data);
    return;
  }
  const int64_t length = x.shape()[axis], below = x.shape().product(axis + 1, x.dim());
  const bool abridge = x.numel() > kAbridgeOver && length > 2 * kEdge, last = axis == x.dim() - 1;
  const std::string line = last ? " "
                                : "\n" + std::string(last ? 0 : size_t(x.dim() - axis - 2), '\n') +
                                      std::string(size_t(axis + 8), ' ');
  out << '[';
  for (int64_t i = 0; i < length; ++i) {
    if (i > 0) out << (last ? ", " : ",") << (last ? "" : line);
    if (abridge && i == kEdge) {
      out << "..." << (last ? ", " : "," + line);
      i = length - kEdge;
    }
    print(out, x, axis + 1, data + i * below, format);
  }
  out << ']';
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  if (!x.defined()) return out << "Tensor()";
  out << "Tensor(";
  print(out, x, 0, x.data(), Format(x));
  out << ", shape=" << to_string(x.shape());
  if (std::string(x.op()) != "leaf") out << ", op=" << x.op();
  if (x.requires_grad() && std::string(x.op()) == "leaf") out << ", requires_grad";
  return out << ")";
}

std::string to_string(const Tensor& x) {
  std::ostringstream text;
  text << x;
  return text.str();
}

}  // namespace heed::inline HEED_PRECISION
