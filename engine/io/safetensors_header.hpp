// The header of a safetensors file: what it says, once it is known to be true.
#pragma once

#include "engine/io/safetensors.hpp"

namespace heed::inline HEED_PRECISION {

inline constexpr uint64_t kLongestSafeTensorsHeader = 100'000'000;  // bytes; the format's own limit
inline constexpr size_t kMostSafeTensors = 100'000;  // ours; a hundred times what models have

// What a header says.
struct SafeTensorsHeader {
  // They tile the data, in this order; no two have one name.
  std::vector<SafeTensorsFile::Entry> entries;
  Metadata metadata;  // with "heed.crc32", where there is one
  uint64_t data = 0;  // where the numbers begin in the file
};

// Reads and checks all of it. FileError with path, tensor and reason.
SafeTensorsHeader read_safetensors_header(const Source& file);

// What is written: the length, the JSON, and spaces up to a multiple of 8. Offsets of `entries`
// count from the beginning of the data.
std::string safetensors_header(const std::vector<SafeTensorsFile::Entry>& entries,
                               const Metadata& metadata);

}  // namespace heed::inline HEED_PRECISION
