// Shape: the lengths of a tensor's axes, with sizes that cannot overflow, and broadcasting.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION {

// The lengths of a tensor's axes, outermost first: (2, 3) is two rows of three; () is one number.
// At most 8 axes, kept in place: a Shape never allocates.
class Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  // ShapeError if there are more than kMaxRank.
  Shape(std::initializer_list<int64_t> lengths)
      : Shape(std::span(lengths.begin(), lengths.size())) {}
  explicit Shape(std::span<const int64_t> lengths);

  // Axes are counted from 0 and not checked here: checked_axis() does that.
  int rank() const { return rank_; }
  int64_t operator[](int axis) const { return lengths_[size_t(axis)]; }
  int64_t& operator[](int axis) { return lengths_[size_t(axis)]; }
  int64_t back() const { return lengths_[size_t(rank_ - 1)]; }
  const int64_t* begin() const { return lengths_.data(); }
  const int64_t* end() const { return lengths_.data() + rank_; }
  int64_t* begin() { return lengths_.data(); }
  int64_t* end() { return lengths_.data() + rank_; }
  bool operator==(const Shape& other) const;

  // ShapeError beyond kMaxRank.
  void push_back(int64_t length);         // one more axis on the right
  void insert(int axis, int64_t length);  // before `axis`
  void erase(int axis);

  // The number of elements: 1 for (). The product of the lengths of axes [from, to).
  int64_t numel() const { return product(0, rank_); }
  int64_t product(int from, int to) const;

 private:
  std::array<int64_t, kMaxRank> lengths_{};
  int rank_ = 0;
};

std::string to_string(const Shape& shape);  // "(2, 3)"

// The number of elements of a shape given from outside. ShapeError if a length is negative or the
// numbers would not fit into memory's address space, even where another length is 0.
int64_t checked_numel(const Shape& shape, std::string_view op, Place at);

// Which axis `axis` means: 0 … rank-1, or from the right -1 … -rank. ShapeError otherwise.
int checked_axis(int64_t axis, const Shape& shape, std::string_view op, Place at);

// NumPy's rule: align the shapes at the right; two lengths fit if they are equal or one is 1.
// ShapeError, with the clashing axes marked, if they do not.
Shape broadcast(const Shape& a, const Shape& b, std::string_view op, Place at);

}  // namespace heed::inline HEED_PRECISION
