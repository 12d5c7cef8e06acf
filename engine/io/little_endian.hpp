// Whole numbers in files: the lowest byte first, and aligned to nothing.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

static_assert(std::endian::native == std::endian::little, "files' numbers are copied as they are");

// The caller has checked that bytes [at, at + sizeof(T)) are there.
template <class T>
T little_endian(std::string_view bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// The way back: sizeof(T) bytes, behind what is there.
template <class T>
void append_little_endian(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace heed::inline HEED_PRECISION
