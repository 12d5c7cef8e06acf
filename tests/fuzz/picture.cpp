// Any bytes at all: a PNG or JPEG picture, or a FileError.

#include "engine/io/picture.hpp"

#include <cstdlib>

#include "engine/io/jpeg.hpp"
#include "engine/io/png.hpp"
#include "engine/io/png_reader.hpp"

using namespace heed;

namespace {

// Small enough to be quick; and a failed checksum hides what is behind it.
constexpr PictureLimits kLimits{.pixels = 1 << 14};
constexpr PngRules kRules{.checksums = false};

void read(const Source& file) {
  const Pixels pixels =
      is_png(file) ? decode_png(file, kLimits, kRules) : decode_jpeg(file, kLimits);
  const int64_t count = pixels.width * pixels.height;
  if (count > kLimits.pixels || pixels.channels > 4) std::abort();
  if (int64_t(pixels.bytes.size()) != count * pixels.channels * (pixels.bits / 8)) std::abort();
  const Tensor x = to_tensor(pixels);
  for (int64_t i = 0; i < x.numel(); ++i)
    if (!(x.data()[i] >= 0 && x.data()[i] <= 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const MemorySource file({reinterpret_cast<const char*>(data), size});
  if (is_png(file) ? !png_available() : !jpeg_available()) return 0;
  try {
    read(file);
  } catch (const FileError&) {
  }
  return 0;
}
