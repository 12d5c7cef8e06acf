// PNG through libpng's low-level interface. The build defines HEED_HAS_PNG where there is libpng.
#include "engine/io/png.hpp"

#include "engine/io/file.hpp"

#ifdef HEED_HAS_PNG
#include <png.h>
#endif

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int64_t kLongestSide = 1 << 20;  // libpng's own limit is a million, too

void check(std::span<const uint8_t> pixels, int64_t width, int64_t height, int channels, Place at) {
  const bool sides = width >= 1 && height >= 1 && width <= kLongestSide && height <= kLongestSide;
  if (!sides || (channels != 1 && channels != 3) ||
      int64_t(pixels.size()) != width * height * channels)
    throw ValueError(explain("encode_png", at, "cannot make a picture of these pixels", {},
                             "given were " + std::to_string(pixels.size()) + " values for " +
                                 std::to_string(width) + " × " + std::to_string(height) +
                                 " pixels of " + std::to_string(channels) +
                                 " channels; a picture has 1 or 3 channels, and no side of 0"));
}

}  // namespace

#ifdef HEED_HAS_PNG

namespace {

// What libpng's callbacks share with us.
struct Output {
  std::string bytes;
  const char* problem = nullptr;
};

void on_write(png_structp png, png_bytep data, size_t size) {
  auto* output = static_cast<Output*>(png_get_io_ptr(png));
  bool stored = true;
  try {
    output->bytes.append(reinterpret_cast<const char*>(data), size);
  } catch (...) {
    stored = false;  // png_error jumps, which must not happen inside a handler
  }
  if (!stored) png_error(png, "not enough memory");
}

void on_error(png_structp png, png_const_charp) {
  static_cast<Output*>(png_get_error_ptr(png))->problem = "libpng refused the picture";
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

// libpng reports errors by longjmp, which skips destructors: no object with one lives here.
bool encode(png_structp png, png_infop info, const uint8_t* pixels, png_uint_32 width,
            png_uint_32 height, int channels) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_IHDR(png, info, width, height, 8,
               channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (png_uint_32 y = 0; y < height; ++y)
    png_write_row(png, pixels + size_t(y) * width * size_t(channels));
  png_write_end(png, info);
  return true;
}

}  // namespace

bool png_available() { return true; }

std::string encode_png(std::span<const uint8_t> pixels, int64_t width, int64_t height, int channels,
                       Place at) {
  check(pixels, width, height, channels, at);
  Output output;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &output, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  bool encoded = false;
  if (info) {
    png_set_write_fn(png, &output, on_write, nullptr);
    encoded = encode(png, info, pixels.data(), png_uint_32(width), png_uint_32(height), channels);
  }
  png_destroy_write_struct(&png, &info);
  if (!encoded) throw Error(output.problem ? output.problem : "libpng cannot start");
  return std::move(output.bytes);
}

#else

bool png_available() { return false; }

std::string encode_png(std::span<const uint8_t> pixels, int64_t width, int64_t height, int channels,
                       Place at) {
  check(pixels, width, height, channels, at);
  throw Error("this build has no libpng: install libpng-dev and configure again");
}

#endif

void write_png(const std::string& path, std::span<const uint8_t> pixels, int64_t width,
               int64_t height, int channels, Place at) {
  write_file(path, encode_png(pixels, width, height, channels, at));
}

}  // namespace heed::inline HEED_PRECISION
