// Safetensors files for tests, good and bad.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

// A header as given, padded by nothing, and behind it `payload` bytes of zero.
inline std::string safetensors_of(const std::string& header, size_t payload = 0) {
  const uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(payload, '\0');
}

// {"dtype":…,"shape":…,"data_offsets":…}
inline std::string tensor_json(const std::string& shape, const std::string& offsets,
                               const std::string& dtype = "\"F32\"") {
  return "{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

// A header of one tensor, "a".
inline std::string header_of(const std::string& shape, const std::string& offsets,
                             const std::string& dtype = "\"F32\"") {
  return "{\"a\":" + tensor_json(shape, offsets, dtype) + "}";
}

inline std::string repeated(const std::string& text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}
