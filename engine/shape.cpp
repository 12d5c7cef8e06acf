// Shapes: sizes, axes, broadcasting.

#include "engine/shape.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

Shape::Shape(std::span<const int64_t> lengths) {
  if (lengths.size() > size_t(kMaxRank))
    throw ShapeError("[Shape] " + std::to_string(lengths.size()) + " axes, but at most " +
                     std::to_string(kMaxRank) + " are possible; reshape some into one");
  rank_ = int(lengths.size());
  std::copy(lengths.begin(), lengths.end(), lengths_.begin());
}

bool Shape::operator==(const Shape& other) const {
  return std::equal(begin(), end(), other.begin(), other.end());
}

void Shape::push_back(int64_t length) { insert(rank_, length); }

void Shape::insert(int axis, int64_t length) {
  if (rank_ == kMaxRank)
    throw ShapeError("[Shape] " + to_string(*this) + " already has " + std::to_string(kMaxRank) +
                     " axes, the most possible");
  ++rank_;
  std::copy_backward(begin() + axis, end() - 1, end());
  lengths_[size_t(axis)] = length;
}

void Shape::erase(int axis) {
  std::copy(begin() + axis + 1, end(), begin() + axis);
  --rank_;
}

int64_t Shape::product(int from, int to) const {
  int64_t n = 1;
  for (int i = from; i < to; ++i) n *= lengths_[size_t(i)];
  return n;
}

std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (int i = 0; i < shape.rank(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + ")";
}

int64_t checked_numel(const Shape& shape, std::string_view op, Place at) {
  int64_t n = 1, nonzero = 1;
  for (const int64_t length : shape) {
    if (length < 0)
      throw ShapeError(explain(op, at, "a length is negative", {{"shape", shape}},
                               "every length must be 0 or more"));
    // The product of the other lengths must fit too: (2^40, 2^40, 0) is a mistake, not an empty
    // tensor.
    if (length > 0 && __builtin_mul_overflow(nonzero, length, &nonzero)) nonzero = INT64_MAX;
    n = length == 0 ? 0 : n;
  }
  if (nonzero > INT64_MAX / int64_t(sizeof(double)))
    throw ShapeError(explain(op, at, "too many numbers for any memory", {{"shape", shape}},
                             "is a length wrong, or a product that overflowed?"));
  return n == 0 ? 0 : nonzero;
}

int checked_axis(int64_t axis, const Shape& shape, std::string_view op, Place at) {
  const int rank = shape.rank();
  if (axis < -rank || axis >= rank) {
    const std::string problem = "there is no axis " + std::to_string(axis);
    const std::string rule = rank == 0 ? "a scalar () has no axes"
                                       : "axes are 0 to " + std::to_string(rank - 1) +
                                             ", or from the right -1 to -" + std::to_string(rank);
    throw ShapeError(explain(op, at, problem, {{"shape", shape}}, rule));
  }
  return int(axis < 0 ? axis + rank : axis);
}

Shape broadcast(const Shape& a, const Shape& b, std::string_view op, Place at) {
  if (a == b) return a;
  Shape out = a.rank() >= b.rank() ? a : b;
  for (int i = 1; i <= std::min(a.rank(), b.rank()); ++i) {  // i counts axes from the right
    const int64_t la = a[a.rank() - i], lb = b[b.rank() - i];
    if (la != lb && la != 1 && lb != 1)
      throw ShapeError(explain(op, at, "cannot broadcast", {{"a", a, {-i}}, {"b", b, {-i}}},
                               "aligned from the right, two lengths must be equal, or one of them "
                               "1; here axis -" +
                                   std::to_string(i) + " is " + std::to_string(la) + " and " +
                                   std::to_string(lb)));
    out[out.rank() - i] = la == 1 ? lb : la;
  }
  return out;
}

}  // namespace heed::inline HEED_PRECISION
