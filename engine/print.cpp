// How a tensor prints: as NumPy's arrays do.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int64_t kAbridgeOver = 1000;  // numbers: then the middle of long axes is left out,
constexpr int64_t kEdge = 3;            // but for so many at each end
constexpr int64_t kGap = -1;            // stands for what is left out
constexpr int kDigits = 4;              // behind the point, at most
constexpr size_t kLineWidth = 74;
constexpr const char* kName = "Tensor(";

// Which places along an axis are shown.
std::vector<int64_t> places(const Tensor& x, int axis) {
  const int64_t length = x.shape()[axis];
  std::vector<int64_t> shown;
  for (int64_t i = 0; i < length; ++i) {
    if (x.numel() > kAbridgeOver && length > 2 * kEdge && i == kEdge) {
      shown.push_back(kGap);
      i = length - kEdge;
    }
    shown.push_back(i);
  }
  return shown;
}

// Gathers the numbers that are shown. Recurses over axes, of which there are at most 8.
void gather(const Tensor& x, int axis, const real* data, std::vector<double>& shown) {
  if (axis == x.dim()) return shown.push_back(double(*data));
  const int64_t below = x.shape().product(axis + 1, x.dim());
  for (const int64_t i : places(x, axis))
    if (i != kGap) gather(x, axis + 1, data + i * below, shown);
}

// One format for all the numbers, so that they stand in columns.
class Format {
 public:
  explicit Format(const std::vector<double>& shown) {
    double largest = 0, smallest = INFINITY;
    bool whole = true;
    for (const double v : shown) {
      if (!std::isfinite(v) || v == 0) continue;
      largest = std::max(largest, std::abs(v));
      smallest = std::min(smallest, std::abs(v));
      whole = whole && v == std::floor(v);
    }
    exponent_ = largest >= 1e8 || (!whole && (smallest < 1e-4 || largest > 1e3 * smallest));
    for (const double v : shown) digits_ = std::max(digits_, digits_needed(v));
    for (const double v : shown) width_ = std::max(width_, text(v, digits_).size());
  }

  // Aligned at the point; what is left of the column is blank.
  std::string operator()(double v) const {
    std::string number = text(v, digits_);
    if (!exponent_ && std::isfinite(v) && digits_ > 0) {
      const size_t last = number.find_last_not_of('0');
      std::fill(number.begin() + int64_t(last) + 1, number.end(), ' ');
    }
    return std::string(width_ - number.size(), ' ') + number;
  }

 private:
  std::string text(double v, int digits) const {
    if (std::isnan(v)) return "nan";
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    char buffer[400];  // the largest double has 309 digits before its point
    std::snprintf(buffer, sizeof buffer, exponent_ ? "%#.*e" : "%#.*f", digits, v);  // #: "1."
    return buffer;
  }
  int digits_needed(double v) const {
    const std::string number = text(v, kDigits);
    const size_t point = number.find('.'), end = std::min(number.find('e'), number.size());
    if (point == std::string::npos) return 0;
    return int(number.find_last_not_of('0', end - 1) - point);
  }
  bool exponent_;
  int digits_ = 0;
  size_t width_ = 0;
};

// Appends the numbers of the last axis, with a new line where the next would not fit.
void print_row(const Tensor& x, const real* data, const Format& format, std::string& out) {
  const std::string indent(std::string(kName).size() + size_t(x.dim()), ' ');
  size_t column = indent.size();
  for (const int64_t i : places(x, x.dim() - 1)) {
    const std::string word = i == kGap ? "..." : format(double(data[i]));
    if (i != 0 && column + 2 + word.size() + size_t(x.dim()) > kLineWidth) {
      out += ",\n" + indent;
      column = indent.size();
    } else if (i != 0) {
      out += ", ";
      column += 2;
    }
    out += word;
    column += word.size();
  }
}

// Appends the part of the tensor that begins at `data`: brackets around the parts of the next axis,
// with an empty line between matrices, two between stacks of them, …
void print(const Tensor& x, int axis, const real* data, const Format& format, std::string& out) {
  if (axis == x.dim()) {
    out += format(double(*data));
    return;
  }
  out += '[';
  if (axis == x.dim() - 1) {
    print_row(x, data, format, out);
  } else {
    const int64_t below = x.shape().product(axis + 1, x.dim());
    std::string separator = ",";
    separator.append(size_t(x.dim() - 1 - axis), '\n');
    separator.append(std::string(kName).size() + size_t(axis) + 1, ' ');
    for (const int64_t i : places(x, axis)) {
      if (i != 0) out += separator;
      if (i == kGap)
        out += "...";
      else
        print(x, axis + 1, data + i * below, format, out);
    }
  }
  out += ']';
}

}  // namespace

std::string to_string(const Tensor& x) {
  if (!x.defined()) return "Tensor()";
  std::string text = kName;
  if (x.numel() == 0) {
    text += "[]";
  } else {
    std::vector<double> shown;
    gather(x, 0, x.data(), shown);
    print(x, 0, x.data(), Format(shown), text);
  }
  text += ", shape=" + to_string(x.shape());
  const std::string op = x.op();
  if (op != "leaf")
    text += ", op=" + op;
  else if (x.requires_grad())
    text += ", requires_grad";
  return text + ")";
}

std::ostream& operator<<(std::ostream& out, const Tensor& x) { return out << to_string(x); }

}  // namespace heed::inline HEED_PRECISION
