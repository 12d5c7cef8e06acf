// Pictures that others made, as tensors: PNG and JPEG files.
#pragma once

#include <string>

#include "engine/io/pixels.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// What a pixel becomes: red, green and blue, or one gray.
enum class Colours { rgb, gray };

// How a picture is read.
struct PictureOptions {
  Colours colours = Colours::rgb;
  PictureLimits limits = {};
};

// A picture -> (3, H, W), red, green and blue, or with Colours::gray (1, H, W); from 0 (none) to 1
// (full), rows from the top. What the file has is converted:
//   - a gray picture has its gray in all three channels; as gray, a colour is
//     0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), as PIL and OpenCV have it;
//   - what is transparent lies on white, as on a page: alpha c + (1 - alpha);
//   - palettes and 1, 2, 4, 8 or 16 bits a channel are 0 … 1 alike: v / 255, v / 65535.
// The numbers are those of the file: no profile of colours or gamma is applied, the picture is not
// turned as EXIF says, and of an animation it is the default picture. The kind of the file is known
// by its first bytes, not by its name.
// FileError, with path and reason, for what is no PNG or JPEG file, for one that is damaged or
// truncated (no pixel is guessed), and for more pixels or bytes than the limits; Error where this
// build lacks the library. Reading takes up to 10 bytes a pixel beside the file and the tensor.
Tensor read_picture(const std::string& path, const PictureOptions& options = {});
Tensor read_picture(const Source& file, const PictureOptions& options = {});

// The same of pixels that are there.
Tensor to_tensor(const Pixels& pixels, Colours colours = Colours::rgb);

}  // namespace heed::inline HEED_PRECISION
