// Reads JPEG files. Without TurboJPEG it is off. Pictures are usually read through picture.hpp.
#pragma once

#include "engine/io/pixels.hpp"

namespace heed::inline HEED_PRECISION {

bool jpeg_available();  // whether this build has TurboJPEG

bool is_jpeg(const Source& file);  // begins as one

// The pixels of a JPEG file of 8 bits, gray or in colour, baseline or progressive: 1 channel or 3.
// What its EXIF says of rotation and its profile of colours is left aside. FileError, with path and
// reason, for a damaged or truncated one (no pixel is guessed), one for printing (CMYK), more
// pixels than the limit, or more than 500 scans; Error, which says what to install, if this build
// has no TurboJPEG.
Pixels decode_jpeg(const Source& file, const PictureLimits& limits = {});

}  // namespace heed::inline HEED_PRECISION
