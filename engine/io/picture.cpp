// From a file's pixels to a tensor.
#include "engine/io/picture.hpp"

#include <array>

#include "engine/io/file.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/io/png_reader.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// Number `i` of the file's, 0 … 1.
real number(const Pixels& pixels, size_t i) {
  if (pixels.bits == 8) return real(pixels.bytes[i]) / real(255);
  return real(pixels.bytes[2 * i] << 8 | pixels.bytes[2 * i + 1]) / real(65535);
}

// Red, green and blue of pixel `i`, on white.
std::array<real, 3> colour(const Pixels& pixels, size_t i) {
  const size_t first = i * size_t(pixels.channels);
  const bool gray = pixels.channels < 3, alpha = pixels.channels % 2 == 0;
  std::array<real, 3> rgb{};
  for (size_t c = 0; c < 3; ++c) rgb[c] = number(pixels, gray ? first : first + c);
  if (!alpha) return rgb;
  const real share = number(pixels, first + size_t(pixels.channels) - 1);
  for (real& value : rgb) value = share * value + (1 - share);
  return rgb;
}

}  // namespace

Tensor to_tensor(const Pixels& pixels, Colours colours) {
  const bool gray = colours == Colours::gray;
  Tensor x = empty({gray ? 1 : 3, pixels.height, pixels.width});
  real* to = x.mutable_data();
  const size_t count = size_t(pixels.width) * size_t(pixels.height);
  for (size_t i = 0; i < count; ++i) {
    const auto [r, g, b] = colour(pixels, i);
    if (gray)
      to[i] = pixels.channels < 3 ? r : real(0.299) * r + real(0.587) * g + real(0.114) * b;
    else
      to[i] = r, to[count + i] = g, to[2 * count + i] = b;
  }
  return x;
}

Tensor read_picture(const Source& file, const PictureOptions& options) {
  if (is_jpeg(file)) return to_tensor(decode_jpeg(file, options.limits), options.colours);
  if (is_png(file)) return to_tensor(decode_png(file, options.limits), options.colours);
  throw FileError(file_message(
      file.name(), file.size() == 0 ? "is empty, not a picture"
                                    : "is no PNG or JPEG file: its first bytes are another's\n"
                                      "  save the picture as PNG or JPEG"));
}

Tensor read_picture(const std::string& path, const PictureOptions& options) {
  return read_picture(InputFile(path), options);
}

}  // namespace heed::inline HEED_PRECISION
