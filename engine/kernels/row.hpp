// One row of numbers in the thread that calls, a SIMD register at a time: for formulas that need a
// sum over the row before they can write it, as norms do.
#pragma once

#include <type_traits>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// A place in the row: as many numbers as a register holds (Batch), or one (real) at the row's end.
template <class Kind>
struct At {
  int64_t i;
  Kind operator()(const real* row) const {
    if constexpr (std::is_same_v<Kind, Batch>)
      return load(row + i);
    else
      return row[i];
  }
  void put(Slot row, Kind value) const {
    if (row.add) value = (*this)(row.data) + value;
    if constexpr (std::is_same_v<Kind, Batch>)
      value.store_unaligned(row.data + i);
    else
      row.data[i] = value;
  }
};

// The part of a slot from number i on.
inline Slot from_number(int64_t i, Slot slot) { return {slot ? slot.data + i : nullptr, slot.add}; }

// Calls body(at) for every place of a row of n numbers; in it, at(x) reads and at.put(y, …) writes.
template <class Body>
void each_in_row(int64_t n, const Body& body) {
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) body(At<Batch>{i});
  for (; i < n; ++i) body(At<real>{i});
}

// A sum that such a body adds to.
class RowSum {
 public:
  void operator+=(Batch x) { lanes_ += x; }
  void operator+=(real x) { tail_ += x; }
  real total() const { return add_lanes(lanes_) + tail_; }

 private:
  Batch lanes_ = Batch(real(0));
  real tail_ = 0;
};

}  // namespace heed::inline HEED_PRECISION::kernels
