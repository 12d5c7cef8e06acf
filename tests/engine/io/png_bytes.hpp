// PNG files for tests, written in the plainest way, to be spoiled.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/engine/io/refusal.hpp"

// The highest byte first.
inline std::string big(uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += char(value >> 8 * i & 255);
  return text;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string checked = type + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), uInt(checked.size()));
  return big(data.size(), 4) + checked + big(sum, 4);
}

inline std::string zlib_packed(const std::string& text) {
  uLongf size = compressBound(uLong(text.size()));
  std::string bytes(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(bytes.data()), &size,
               reinterpret_cast<const Bytef*>(text.data()), uLong(text.size())) != Z_OK)
    throw std::runtime_error("zlib cannot start");
  return bytes.substr(0, size);
}

inline const std::string kPngSignature = "\x89PNG\r\n\x1a\n", kPngEnd = png_chunk("IEND", "");

enum PngType { kGray = 0, kRgb = 2, kPalette = 3, kGrayAlpha = 4, kRgba = 6 };

// A picture whose samples are given pixel by pixel.
struct Png {
  int64_t width, height;
  int depth, type;
  std::vector<int> samples;
  std::string before = {};  // chunks in front of the pixels
  bool interlaced = false;

  int channels() const { return type == kRgb ? 3 : type == kGrayAlpha ? 2 : type == kRgba ? 4 : 1; }

  // Every `dx`-th pixel of every `dy`-th row, packed, each row behind the number of its filter.
  std::string rows(int64_t x0 = 0, int64_t y0 = 0, int64_t dx = 1, int64_t dy = 1) const {
    std::string bytes;
    if (x0 >= width) return bytes;
    for (int64_t y = y0; y < height; y += dy) {
      bytes += '\0';
      int used = 0, bits = 0;
      for (int64_t x = x0; x < width; x += dx)
        for (int c = 0; c < channels(); ++c) {
          bits = bits << depth | samples[size_t((y * width + x) * channels() + c)];
          if (depth == 16) bytes += char(bits >> 8 & 255);
          if ((used += depth) % 8 == 0) bytes += char(bits & 255);
        }
      if (used % 8) bytes += char(bits << (8 - used % 8) & 255);
    }
    return bytes;
  }

  std::string header() const {
    return png_chunk("IHDR", big(uint64_t(width), 4) + big(uint64_t(height), 4) + char(depth) +
                                 char(type) + std::string(2, '\0') + char(interlaced));
  }

  std::string filtered() const {
    if (!interlaced) return rows();
    return rows(0, 0, 8, 8) + rows(4, 0, 8, 8) + rows(0, 4, 4, 8) + rows(2, 0, 4, 4) +
           rows(0, 2, 2, 4) + rows(1, 0, 2, 2) + rows(0, 1, 1, 2);
  }

  std::string with_data(const std::string& data) const {  // as the pixels' chunk
    return kPngSignature + header() + before + data + kPngEnd;
  }
  std::string bytes() const { return with_data(png_chunk("IDAT", zlib_packed(filtered()))); }
};

inline std::vector<int> png_samples(size_t count, int depth) {
  std::vector<int> samples(count);
  uint32_t state = 7;
  for (int& sample : samples) sample = int((state = state * 1664525 + 1013904223) >> (32 - depth));
  return samples;
}
