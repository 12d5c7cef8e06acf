// JPEG through TurboJPEG. The build defines HEED_HAS_JPEG where there is one.
#include "engine/io/jpeg.hpp"

#ifdef HEED_HAS_JPEG
#include <turbojpeg.h>

#include <memory>
#endif

namespace heed::inline HEED_PRECISION {

bool is_jpeg(const Source& file) {
  return file.size() >= 3 && file.read_at(0, 3) == "\xff\xd8\xff";
}

#ifdef HEED_HAS_JPEG

namespace {

// A block of 8 × 8 pixels takes a bit at least.
constexpr int64_t kMostPixelsPerByte = 512;

// A warning means that pixels would be guessed. Nobody needs more than 500 scans; each costs the
// time of a whole picture.
constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;

using Handle = std::unique_ptr<void, int (*)(tjhandle)>;

FileError refused(const Source& file, const Handle& decoder, const char* part) {
  return damaged(file, part, printable(tjGetErrorStr2(decoder.get())));
}

}  // namespace

bool jpeg_available() { return true; }

Pixels decode_jpeg(const Source& file, const PictureLimits& limits) {
  const Handle decoder(tjInitDecompress(), tjDestroy);
  if (!decoder) throw MemoryError("TurboJPEG cannot start");
  const std::string bytes = read_all(file, limits);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (tjDecompressHeader3(decoder.get(), data, bytes.size(), &width, &height, &subsampling,
                          &colours) != 0)
    throw refused(file, decoder, "its JPEG header");
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    throw damaged(file, "its colours", "are those of printing (CMYK), not of a screen",
                  "save it again as RGB");
  check_size(file, width, height, kMostPixelsPerByte, limits);
  const bool gray = colours == TJCS_GRAY;
  Pixels pixels{width, height, gray ? 1 : 3, 8, {}};
  pixels.bytes.resize(size_t(width) * size_t(height) * size_t(pixels.channels));
  if (tjDecompress2(decoder.get(), data, bytes.size(), pixels.bytes.data(), width, 0, height,
                    gray ? TJPF_GRAY : TJPF_RGB, kFlags) != 0)
    throw refused(file, decoder, "its JPEG data");
  return pixels;
}

#else

bool jpeg_available() { return false; }

Pixels decode_jpeg(const Source& file, const PictureLimits&) {
  throw Error(file_message(file.name(),
                           "is a JPEG picture, and this build cannot read those\n"
                           "  install libturbojpeg0-dev and configure again"));
}

#endif

}  // namespace heed::inline HEED_PRECISION
