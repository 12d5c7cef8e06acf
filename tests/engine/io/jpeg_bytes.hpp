// JPEG files for tests: pictures by TurboJPEG, and files written by hand, to be spoiled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/engine/io/png_bytes.hpp"

inline std::string jpeg_marker(int code, const std::string& data) {
  return std::string{char(0xff), char(code)} + big(data.size() + 2, 2) + data;
}

inline const std::string kJpegStart = "\xff\xd8", kJpegEnd = "\xff\xd9";

// The header of a picture of so many components, each with its own pixels.
inline std::string jpeg_frame(int64_t width, int64_t height, int components = 1, int kind = 0xc0,
                              int bits = 8) {
  std::string data = char(bits) + big(uint64_t(height), 2) + big(uint64_t(width), 2);
  data += char(components);
  for (int i = 1; i <= components; ++i) data += {char(i), 0x11, 0};
  return jpeg_marker(kind, data);
}

// Steps of 1, and of either Huffman table the one code 0: no difference, or end of block.
inline std::string jpeg_tables() {
  const std::string one_code = '\1' + std::string(16, '\0');
  return jpeg_marker(0xdb, '\0' + std::string(64, '\1')) + jpeg_marker(0xc4, '\0' + one_code) +
         jpeg_marker(0xc4, '\x10' + one_code);
}

// A scan of coefficients first to last, at the bits from `high` to `low`; of one block the data are
// the code 0, once or for all 64 twice, and ones to fill the byte.
inline std::string jpeg_scan(int first, int last, int high, int low) {
  return jpeg_marker(0xda, std::string{1, 1, 0, char(first), char(last), char(high << 4 | low)}) +
         (last == 63 && first == 0 ? '\x3f' : '\x7f');
}

// 8 × 8 pixels of middle gray in so many scans, of 883 at most: every bit of every coefficient one.
inline std::string jpeg_of_scans(int scans) {
  std::string bytes =
      kJpegStart + jpeg_tables() + jpeg_frame(8, 8, 1, 0xc2) + jpeg_scan(0, 0, 0, 0);
  for (int bit = 13; bit >= 0; --bit)
    for (int i = 1; i < 64 && --scans > 0; ++i)
      bytes += jpeg_scan(i, i, bit == 13 ? 0 : bit + 1, bit);
  return bytes + kJpegEnd;
}
