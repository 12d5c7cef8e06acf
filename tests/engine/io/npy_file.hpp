// .npy files for tests, good and bad.
#pragma once

#include <string>

#include "engine/io/npy.hpp"
#include "tests/engine/io/refusal.hpp"

namespace heed::inline HEED_PRECISION {

// A file of version 1.0: this dictionary, a newline, and `payload` bytes of zero.
inline std::string npy_of(std::string dictionary, size_t payload = 0,
                          std::string version = {1, 0}) {
  dictionary += "\n";
  std::string length = {char(dictionary.size() & 255), char(dictionary.size() >> 8)};
  if (version[0] != 1) length.append(2, '\0');
  return "\x93NUMPY" + version + length + dictionary + std::string(payload, '\0');
}

// A dictionary of these values, as NumPy writes it.
inline std::string dictionary(const std::string& descr, const std::string& shape,
                              const std::string& order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

// What the reader says of it.
inline std::string said(const std::string& bytes) {
  return refusal([&] { NpyFile(in_memory(bytes)).tensor(); });
}

}  // namespace heed::inline HEED_PRECISION
