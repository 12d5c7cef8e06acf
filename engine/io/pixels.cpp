// How large a picture may be.
#include "engine/io/pixels.hpp"

#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

void check_size(const Source& file, int64_t width, int64_t height, int64_t most_per_byte,
                const PictureLimits& limits) {
  const std::string size = std::to_string(width) + " × " + std::to_string(height);
  if (width < 1 || height < 1)
    throw damaged(file, "its header", "says that it is " + size + " pixels large");
  const uint64_t pixels = checked_multiply(uint64_t(width), uint64_t(height));
  const std::string figures = size + " = " + std::to_string(pixels) + " pixels, ";
  if (pixels > uint64_t(limits.pixels))
    throw damaged(file, "its header",
                  figures + "more than the limit of " + std::to_string(limits.pixels),
                  "make it smaller with a program for pictures, or raise PictureLimits::pixels");
  if (pixels > checked_multiply(file.size(), uint64_t(most_per_byte)))
    throw damaged(file, "its header",
                  figures + "more than its " + std::to_string(file.size()) + " bytes can hold");
}

std::string read_all(const Source& file, const PictureLimits& limits) {
  if (file.size() > uint64_t(limits.file_bytes))
    throw damaged(file, "the file",
                  "has " + std::to_string(file.size()) + " bytes, more than the limit of " +
                      std::to_string(limits.file_bytes),
                  "make it smaller with a program for pictures, or raise "
                  "PictureLimits::file_bytes");
  return file.read_at(0, file.size());
}

}  // namespace heed::inline HEED_PRECISION
