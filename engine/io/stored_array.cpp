// From a file's numbers to ours.

#include "engine/io/stored_array.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace heed::inline HEED_PRECISION {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

namespace {

// Formats that C++ has no type for.
struct Boolean {
  uint8_t byte;
};
struct F16 {
  uint16_t bits;
};
struct Bf16 {
  uint16_t bits;
};

// convert(value, to): false if `to` would be another number.
template <std::integral Whole>
bool convert(Whole value, real& to) {
  to = real(value);
  const bool negative = std::cmp_less(value, 0);
  const uint64_t magnitude = negative ? 0 - uint64_t(value) : uint64_t(value);
  const int digits =
      int(std::bit_width(magnitude)) - std::countr_zero(magnitude);  // of the odd part
  return magnitude == 0 || digits <= std::numeric_limits<real>::digits;
}
bool convert(float value, real& to) {
  to = value;
  return true;
}
bool convert(double value, real& to) {
  to = real(value);
  return std::isinf(value) || !std::isinf(to);
}
bool convert(F16 value, real& to) { return convert(from_f16(value.bits), to); }
bool convert(Bf16 value, real& to) { return convert(from_bf16(value.bits), to); }

template <std::integral Whole>
bool convert(Whole value, int64_t& to) {
  to = int64_t(value);
  return std::in_range<int64_t>(value);
}
template <class To>
bool convert(Boolean value, To& to) {
  to = To(value.byte);
  return value.byte <= 1;
}

template <class T>
std::string shown(T value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// Why convert() said no, and what to do.
template <class From, class To>
std::string complaint(From value) {
  const std::string type = sizeof(real) == 4 ? "float" : "double";
  if constexpr (std::is_same_v<From, Boolean>)
    return "the byte " + shown(value.byte) + ", and a boolean is 0 or 1: is it another format?";
  else if constexpr (std::is_same_v<To, int64_t>)
    return shown(value) + ", and Indices end at 2^63 - 1";
  else if constexpr (std::is_integral_v<From>)
    return shown(value) + ", which " + type + " cannot hold exactly: read it as Indices";
  else if constexpr (std::is_floating_point_v<From>)
    return shown(value) + ", beyond the largest " + type + ": read it in the double build";
  else
    return "not a number of this build";
}

// An element in this machine's order of bytes. Copied, because nothing in a file is aligned.
template <class From>
From element(const char* bytes, bool reversed) {
  std::array<char, sizeof(From)> ordered;
  std::memcpy(ordered.data(), bytes, sizeof(From));
  if (reversed) std::reverse(ordered.begin(), ordered.end());
  return std::bit_cast<From>(ordered);
}

// Piece by piece, so that beside the result there is never more of it in memory than a piece.
template <class From, class To>
void read_as(const Source& source, const StoredArray& array, std::string_view field, To* to) {
  constexpr int64_t kPiece = 8192;  // elements
  const int64_t count = array.shape.numel();
  std::vector<char> piece(size_t(std::min(count, kPiece)) * sizeof(From));
  for (int64_t i = 0; i < count; ++i) {
    if (i % kPiece == 0)
      source.read_at(array.offset + uint64_t(i) * sizeof(From), piece.data(),
                     uint64_t(std::min(count - i, kPiece)) * sizeof(From));
    const char* bytes = piece.data() + size_t(i % kPiece) * sizeof(From);
    const From value = element<From>(bytes, array.big_endian);
    if (!convert(value, to[i]))
      throw FileError(file_message(source.name(), std::string(field) + ": element " +
                                                      std::to_string(i) + " is " +
                                                      complaint<From, To>(value)));
  }
}

// What needs no conversion goes straight into its place.
template <class T>
void copy(const Source& source, const StoredArray& array, T* to) {
  source.read_at(array.offset, to, uint64_t(array.shape.numel()) * sizeof(T));
}

template <class To>
void read_whole(const Source& source, const StoredArray& array, std::string_view field, To* to) {
  switch (array.dtype) {
    case Dtype::boolean:
      return read_as<Boolean>(source, array, field, to);
    case Dtype::u8:
      return read_as<uint8_t>(source, array, field, to);
    case Dtype::i8:
      return read_as<int8_t>(source, array, field, to);
    case Dtype::i16:
      return read_as<int16_t>(source, array, field, to);
    case Dtype::u16:
      return read_as<uint16_t>(source, array, field, to);
    case Dtype::i32:
      return read_as<int32_t>(source, array, field, to);
    case Dtype::u32:
      return read_as<uint32_t>(source, array, field, to);
    case Dtype::u64:
      return read_as<uint64_t>(source, array, field, to);
    default:
      return read_as<int64_t>(source, array, field, to);
  }
}

}  // namespace

Tensor read_tensor(const Source& source, const StoredArray& array, std::string_view field) {
  Tensor x = empty(array.shape);
  real* to = x.mutable_data();
  const bool same = array.dtype == kRealDtype && !array.big_endian;
  switch (array.dtype) {
    case Dtype::f16:
      read_as<F16>(source, array, field, to);
      break;
    case Dtype::bf16:
      read_as<Bf16>(source, array, field, to);
      break;
    case Dtype::f32:
      same ? copy(source, array, to) : read_as<float>(source, array, field, to);
      break;
    case Dtype::f64:
      same ? copy(source, array, to) : read_as<double>(source, array, field, to);
      break;
    default:
      read_whole(source, array, field, to);
  }
  return x;
}

Indices read_indices(const Source& source, const StoredArray& array, std::string_view field) {
  if (!is_whole(array.dtype))
    throw FileError(file_message(source.name(), std::string(field) + ": holds " +
                                                    dtype_name(array.dtype) +
                                                    ", no whole numbers: read it as a Tensor"));
  Indices x(array.shape);
  int64_t* to = x.mutable_data();
  if (array.dtype == Dtype::i64 && !array.big_endian)
    copy(source, array, to);
  else
    read_whole(source, array, field, to);
  return x;
}

}  // namespace heed::inline HEED_PRECISION
