// Reads PNG files (png.hpp writes them). Without libpng it is off. Pictures are usually read
// through picture.hpp.
#pragma once

#include "engine/io/pixels.hpp"

namespace heed::inline HEED_PRECISION {

bool is_png(const Source& file);  // begins as one

// What a reader insists on. A fuzzer does not guess checksums.
struct PngRules {
  bool checksums = true;
};

// The pixels of a PNG file of any kind. A palette's colours stand where its numbers were, fewer
// than 8 bits are stretched to 8, and what one colour or a palette says of transparency is alpha.
// All else beside the pixels (profiles, gamma, text) is not looked at. FileError, with path and
// reason, for a damaged or truncated one, and for more pixels than the limit; Error, which says
// what to install, if this build has no libpng.
Pixels decode_png(const Source& file, const PictureLimits& limits = {}, const PngRules& rules = {});

}  // namespace heed::inline HEED_PRECISION
