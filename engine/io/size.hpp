// Sizes that a file claims. What is too large stays too large; nothing wraps round to a small
// number.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

// Stands for every sum and product that does not fit. More than any file has: their sizes are
// int64.
inline constexpr uint64_t kTooLarge = UINT64_MAX;

// a + b, or kTooLarge.
inline uint64_t checked_add(uint64_t a, uint64_t b) {
  return __builtin_add_overflow(a, b, &a) ? kTooLarge : a;
}

// a b, or kTooLarge; but 0 if one of them is 0, even where the other is kTooLarge.
inline uint64_t checked_multiply(uint64_t a, uint64_t b) {
  return __builtin_mul_overflow(a, b, &a) ? kTooLarge : a;
}

// Whether bytes [offset, offset + count) lie within `size` bytes.
inline bool is_inside(uint64_t offset, uint64_t count, uint64_t size) {
  return offset <= size && count <= size - offset;
}

// The bytes of an array whose elements take `width` each. kTooLarge also where another length is 0:
// (2^62, 2^62, 0) is a mistake, not an empty array.
inline uint64_t checked_bytes(const Shape& shape, uint64_t width) {
  uint64_t bytes = width;
  for (const int64_t length : shape)
    if (length != 0) bytes = checked_multiply(bytes, uint64_t(length));
  if (bytes > uint64_t(INT64_MAX)) return kTooLarge;
  return std::find(shape.begin(), shape.end(), 0) == shape.end() ? bytes : 0;
}

}  // namespace heed::inline HEED_PRECISION
