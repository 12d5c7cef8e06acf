// What the readers of pictures share: the pixels as a file has them, and how many they may be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/source.hpp"

namespace heed::inline HEED_PRECISION {

// What a picture may ask for. Both are checked before memory is taken for it.
struct PictureLimits {
  int64_t pixels = 50'000'000;       // width × height
  int64_t file_bytes = 512'000'000;  // of the file, which is held while it is read
};

// Rows from the top, from left to right; `channels` numbers a pixel: gray, gray and alpha, RGB, or
// RGB and alpha. A number has 8 bits, or 16 with the high byte first.
struct Pixels {
  int64_t width = 0, height = 0;
  int channels = 0, bits = 8;
  std::vector<uint8_t> bytes;
};

// FileError unless a picture of this size has pixels, no more of them than the limit, and no more
// than the file can hold: `most_per_byte` is how many a byte can stand for.
void check_size(const Source& file, int64_t width, int64_t height, int64_t most_per_byte,
                const PictureLimits& limits);

// All of the file. FileError if it is longer than the limit.
std::string read_all(const Source& file, const PictureLimits& limits);

}  // namespace heed::inline HEED_PRECISION
