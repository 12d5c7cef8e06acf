// A number that a text always gets, for splits that depend on nothing else.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// FNV-1a (Fowler, Noll, Vo), its bits mixed once more, since those of short texts are not: texts
// that differ in one letter get unrelated numbers.
inline uint64_t text_hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ uint64_t((unsigned char)(c))) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

}  // namespace heed::inline HEED_PRECISION
