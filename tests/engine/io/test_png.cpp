// PNG: what is written is what libpng reads back; and files are whole or not there.
#if __has_include(<png.h>)
#include <png.h>

#include <vector>

#include "engine/io/file.hpp"
#include "engine/io/png.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

std::vector<uint8_t> decoded(const std::string& bytes, uint32_t format, int& width, int& height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()));
  CHECK(image.format == format);
  width = int(image.width), height = int(image.height);
  std::vector<uint8_t> pixels(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr));
  return pixels;
}

std::vector<uint8_t> noise(size_t size) {
  std::vector<uint8_t> bytes(size);
  uint32_t state = 1;
  for (uint8_t& byte : bytes) byte = uint8_t((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

}  // namespace

TEST_CASE("a PNG file holds the pixels that were given, gray or RGB") {
  if (!png_available()) return;
  const int channels = GENERATE(1, 3);
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {300, 2}, {1, 400}}) {
    CAPTURE(channels, width, height);
    const auto pixels = noise(size_t(width * height * channels));
    int w = 0, h = 0;
    const uint32_t format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    CHECK(decoded(encode_png(pixels, width, height, channels), format, w, h) == pixels);
    CHECK(w == width);
    CHECK(h == height);
  }
}

TEST_CASE("a picture without pixels, or with too few, is refused") {
  const std::vector<uint8_t> pixels(12);
  CHECK_THROWS_AS(encode_png(pixels, 2, 2, 1), ValueError);
  CHECK_THROWS_AS(encode_png(pixels, 3, 2, 2), ValueError);
  CHECK_THROWS_AS(encode_png(pixels, -2, -2, 3), ValueError);
  CHECK_THROWS_AS(encode_png({}, 0, 5, 3), ValueError);
  CHECK_THROWS_AS(encode_png(pixels, int64_t(1) << 33, 1, 3), ValueError);
}

TEST_CASE("a PNG file is written whole, and nothing is left beside it") {
  if (!png_available()) return;
  const TemporaryFolder folder;
  const auto pixels = noise(27);
  write_png(folder / "a.png", pixels, 3, 3, 3);
  write_png(folder / "a.png", pixels, 3, 3, 3);
  CHECK(read_whole(folder / "a.png") == encode_png(pixels, 3, 3, 3));
  const std::filesystem::directory_iterator files(folder.path());
  CHECK(std::distance(begin(files), end(files)) == 1);
}
#endif
