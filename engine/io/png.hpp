// Pictures as PNG files: 8 bits a channel, gray or RGB. Without libpng they are off.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION {

bool png_available();  // whether this build has libpng

// The bytes of a PNG file. `pixels` are rows from the top, `channels` values a pixel: 1 (gray) or 3
// (RGB). ValueError if they do not fill width × height, or there is no pixel.
std::string encode_png(std::span<const uint8_t> pixels, int64_t width, int64_t height, int channels,
                       Place at = Place::here());

// The same into a file, whole or not at all. FileError with path and reason.
void write_png(const std::string& path, std::span<const uint8_t> pixels, int64_t width,
               int64_t height, int channels, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
