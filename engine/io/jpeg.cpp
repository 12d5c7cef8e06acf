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

// What the file says of the picture before its pixels begin.
struct Frame {
  int64_t width, height;
  int bits, components;
};

// Follows the segments to the one of the frame (ISO/IEC 10918-1, B.1 and B.2.2): 0xff, what it is,
// and but for the marks without content, its length.
Frame read_frame(const Source& file, std::string_view bytes) {
  const auto byte = [&](size_t i) { return i < bytes.size() ? int(uint8_t(bytes[i])) : 0; };
  const auto number = [&](size_t i) { return byte(i) << 8 | byte(i + 1); };
  for (size_t at = 2; byte(at) == 0xff;) {
    const int code = byte(at + 1), length = number(at + 2);
    const bool frame = code == 0xc0 || (code > 0xc0 && code < 0xd0 && code % 4 != 0);
    if (code == 0xff) {
      ++at;
    } else if (code == 0x01 || (code >= 0xd0 && code < 0xd8)) {
      at += 2;
    } else if (frame && length >= 8 && at + 2 + size_t(length) <= bytes.size()) {
      return {number(at + 7), number(at + 5), byte(at + 4), byte(at + 9)};
    } else if (frame || code == 0xd9 || code == 0xda || length < 2) {
      break;
    } else {
      at += 2 + size_t(length);
    }
  }
  throw damaged(file, "its JPEG header", "ends before it says how large the picture is");
}

// The frame, if it is one that can be read.
Frame checked_frame(const Source& file, std::string_view bytes, const PictureLimits& limits) {
  const Frame frame = read_frame(file, bytes);
  check_size(file, frame.width, frame.height, kMostPixelsPerByte, limits);
  if (frame.bits != 8)
    throw damaged(file, "its JPEG header", "says " + std::to_string(frame.bits) + " bits a number",
                  "read are 8: save it again");
  if (frame.components == 4)
    throw damaged(file, "its colours", "are those of printing (CMYK), not of a screen",
                  "save it again as RGB");
  if (frame.components != 1 && frame.components != 3)
    throw damaged(file, "its colours", "have " + std::to_string(frame.components) + " channels",
                  "read are 1, gray, and 3: save it again as RGB");
  return frame;
}

}  // namespace

bool jpeg_available() { return true; }

Pixels decode_jpeg(const Source& file, const PictureLimits& limits) {
  const std::string bytes = read_all(file, limits);
  const Frame frame = checked_frame(file, bytes, limits);
  const std::unique_ptr<void, int (*)(tjhandle)> decoder(tjInitDecompress(), tjDestroy);
  if (!decoder) throw MemoryError("TurboJPEG cannot start");
  const bool gray = frame.components == 1;
  Pixels pixels{frame.width, frame.height, gray ? 1 : 3, 8, {}};
  pixels.bytes.resize(size_t(frame.width * frame.height * pixels.channels));
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (tjDecompress2(decoder.get(), data, bytes.size(), pixels.bytes.data(), int(frame.width), 0,
                    int(frame.height), gray ? TJPF_GRAY : TJPF_RGB, kFlags) != 0)
    throw damaged(file, "its JPEG data", printable(tjGetErrorStr2(decoder.get())));
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
