// Copying between two layouts: tiles of two axes, and an odometer over the others.

#include "engine/kernels/strided.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

// A tile is as many rows as a row has numbers, and a row is a line of the cache.
constexpr int64_t kTile = 64 / sizeof(real);
constexpr int64_t kRows =
    4 * kTile;  // in one go: where rows are transposed, 4 lines that lie together
using Line = real __attribute__((vector_size(64)));
using LineInMemory = real __attribute__((vector_size(64), aligned(sizeof(real)), may_alias));

// zipped = a_0 b_0 a_1 b_1 …, a line of the first halves and one of the second.
template <size_t... I>
void zip(const Line& a, const Line& b, Line* zipped, std::index_sequence<I...>) {
  constexpr int n = int(kTile);
  zipped[0] = __builtin_shufflevector(a, b, (int(I) / 2 + (I % 2 ? n : 0))...);
  zipped[1] = __builtin_shufflevector(a, b, (int(I) / 2 + (I % 2 ? n : 0) + n / 2)...);
}

// to = from^T, or += where `to` says so; rows are so many numbers apart. Writing row and column in
// binary, zipping line i with line i + kTile/2 moves the first digit of the row behind the
// column's: after as many rounds as a row has digits, row and column have changed places.
void transpose_tile(const real* from, int64_t from_stride, Slot to, int64_t to_stride) {
  constexpr auto places = std::make_index_sequence<size_t(kTile)>();
  Line lines[kTile], zipped[kTile];
  for (int64_t i = 0; i < kTile; ++i)
    lines[i] = *reinterpret_cast<const LineInMemory*>(from + i * from_stride);
  for (int64_t digit = 1; digit < kTile; digit *= 2) {
    for (int64_t i = 0; i < kTile / 2; ++i)
      zip(lines[i], lines[i + kTile / 2], zipped + 2 * i, places);
    std::copy_n(zipped, kTile, lines);
  }
  for (int64_t i = 0; i < kTile; ++i) {
    auto* out = reinterpret_cast<LineInMemory*>(to.data + i * to_stride);
    *out = to.add ? *out + lines[i] : lines[i];
  }
}

class Copy {
 public:
  explicit Copy(std::span<const StridedAxis> axes) {
    // The outermost axis of `to` first, so that writing goes on in order.
    std::array<StridedAxis, Shape::kMaxRank + 1> sorted{};
    auto end = sorted.begin();
    for (const StridedAxis& axis : axes) {
      const auto place = std::find_if(sorted.begin(), end,
                                      [&](const StridedAxis& other) { return other.to < axis.to; });
      std::move_backward(place, end, end + 1);
      *place = axis;
      ++end;
    }
    std::for_each(sorted.begin(), end, [this](const StridedAxis& axis) { join(axis); });
    column_ = take([](const StridedAxis& axis) { return axis.to == 1; });
    row_ = take([](const StridedAxis& axis) { return axis.from == 1; });
    const int64_t blocks = (row_.length + kRows - 1) / kRows;
    axes_[size_t(count_++)] = {blocks, kRows * row_.from, kRows * row_.to};
  }

  void run(const real* from, Slot to) const {
    int64_t blocks = 1;
    for (int i = 0; i < count_; ++i) blocks *= axes_[size_t(i)].length;
    if (blocks == 0 || column_.length == 0) return;
    const int64_t work = std::min(row_.length, kRows) * column_.length;
    parallel_for(blocks, kGrain / 4 / work, [&](int64_t begin, int64_t end) {
      each(begin, end, [&](int64_t rows, int64_t at_from, int64_t at_to) {
        copy_rows(rows, from + at_from, {to.data + at_to, to.add});
      });
    });
  }

 private:
  // An axis that continues the one outside it, in both layouts, becomes one with it.
  void join(const StridedAxis& inner) {
    if (inner.length == 1) return;
    if (count_ > 0) {
      StridedAxis& outer = axes_[size_t(count_ - 1)];
      if (outer.from == inner.length * inner.from && outer.to == inner.length * inner.to) {
        outer = {outer.length * inner.length, inner.from, inner.to};
        return;
      }
    }
    axes_[size_t(count_++)] = inner;
  }

  // Takes out the axis that is wanted, or else the innermost; length 1 where none is left.
  template <class Wanted>
  StridedAxis take(Wanted wanted) {
    if (count_ == 0) return {1, 1, 1};
    int found = count_ - 1;
    for (int i = 0; i < count_; ++i)
      if (wanted(axes_[size_t(i)])) found = i;
    const StridedAxis axis = axes_[size_t(found)];
    std::copy(axes_.begin() + found + 1, axes_.begin() + count_, axes_.begin() + found);
    --count_;
    return axis;
  }

  // Calls body(rows, offset in from, offset in to) for the blocks [begin, end) of up to kRows rows.
  template <class Body>
  void each(int64_t begin, int64_t end, const Body& body) const {
    std::array<int64_t, Shape::kMaxRank + 1> index{};
    int64_t from = 0, to = 0, rest = begin;
    const auto move = [&](int axis, int64_t by) {
      index[size_t(axis)] += by;
      from += by * axes_[size_t(axis)].from;
      to += by * axes_[size_t(axis)].to;
    };
    for (int i = count_ - 1; i >= 0; --i) {
      move(i, rest % axes_[size_t(i)].length);
      rest /= axes_[size_t(i)].length;
    }
    const size_t last = size_t(count_ - 1);  // counts the blocks of rows
    for (int64_t block = begin; block < end; ++block) {
      body(std::min(kRows, row_.length - kRows * index[last]), from, to);
      for (int i = count_ - 1; i >= 0; --i) {  // carry, like an odometer
        move(i, 1);
        if (index[size_t(i)] < axes_[size_t(i)].length) break;
        move(i, -axes_[size_t(i)].length);
      }
    }
  }

  void copy_rows(int64_t rows, const real* from, Slot to) const {
    if (column_.from != 1 || column_.to != 1) return copy_tiles(rows, from, to);
    for (int64_t r = 0; r < rows; ++r, from += row_.from, to.data += row_.to) {
      if (!to.add)
        std::memcpy(to.data, from, size_t(column_.length) * sizeof(real));
      else
        write_run(0, column_.length, to, [&](int64_t i, auto as) {
          return read<1, typename decltype(as)::kind>(from, i);
        });
    }
  }

  void copy_tiles(int64_t rows, const real* from, Slot to) const {
    for (int64_t c = 0; c < column_.length; c += kTile)
      for (int64_t r = 0; r < rows; r += kTile)
        copy_tile(std::min(kTile, rows - r), std::min(kTile, column_.length - c),
                  from + r * row_.from + c * column_.from,
                  {to.data + r * row_.to + c * column_.to, to.add});
  }

  void copy_tile(int64_t rows, int64_t columns, const real* from, Slot to) const {
    if (rows == kTile && columns == kTile && row_.from == 1 && column_.to == 1)
      return transpose_tile(from, column_.from, to, row_.to);
    for (int64_t r = 0; r < rows; ++r) {
      const real* source = from + r * row_.from;
      real* target = to.data + r * row_.to;
      if (to.add)
        for (int64_t c = 0; c < columns; ++c) target[c * column_.to] += source[c * column_.from];
      else
        for (int64_t c = 0; c < columns; ++c) target[c * column_.to] = source[c * column_.from];
    }
  }

  std::array<StridedAxis, Shape::kMaxRank + 1> axes_{};  // outermost first
  int count_ = 0;
  StridedAxis row_{}, column_{};
};

}  // namespace

void copy_strided(std::span<const StridedAxis> axes, const real* from, Slot to) {
  Copy(axes).run(from, to);
}

}  // namespace heed::inline HEED_PRECISION::kernels
