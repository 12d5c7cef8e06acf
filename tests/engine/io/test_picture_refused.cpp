// Pictures: what is none, or a damaged one, is refused with the file's name and what is wrong.
#include <sys/stat.h>

#include "engine/io/file.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/io/picture.hpp"
#include "engine/io/png.hpp"
#include "tests/engine/io/jpeg_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string said(const std::string& bytes, const PictureLimits& limits = {}) {
  return refusal([&] { read_picture(MemorySource(bytes, "x.file"), {.limits = limits}); });
}

Png gray(int64_t width, int64_t height, int depth = 8) {
  return {width, height, depth, kGray, png_samples(size_t(width * height), depth)};
}

// A picture of 2 × 2 gray pixels with another header.
std::string with_header(const std::string& header) {
  return kPngSignature + png_chunk("IHDR", header) +
         png_chunk("IDAT", zlib_packed(gray(2, 2).rows())) + kPngEnd;
}

std::string header(uint64_t width, uint64_t height, int depth = 8, int type = 0) {
  return big(width, 4) + big(height, 4) + std::string{char(depth), char(type), 0, 0, 0};
}

std::string with_rows(const std::string& rows) {
  return gray(2, 2).with_data(png_chunk("IDAT", zlib_packed(rows)));
}

}  // namespace

TEST_CASE("what is no picture is refused, whatever its name") {
  check_refusal(said(""), "is empty, not a picture");
  for (const char* bytes : {"x", "\x89PN", "\xff\xd8", "GIF89a", "BM", "RIFF", "P6 1 1 255 xyz",
                            "<svg xmlns='http://www.w3.org/2000/svg'/>", "\x89PNG\n\x1a\n"})
    check_refusal(said(bytes), "is no PNG or JPEG file");
  check_refusal(said(std::string(100, '\0')), "save the picture as PNG or JPEG");
  if (png_available()) check_refusal(said(kPngSignature), "its PNG header: is not there");
}

TEST_CASE("what is no file is refused as a picture, and nothing waits") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  for (const std::string& path : {folder / "none.png", folder.path(), folder / "pipe",
                                  std::string("/dev/zero"), std::string("a\0b.png", 7)})
    CHECK_THROWS_AS(read_picture(path), FileError);
  CHECK_THROWS_WITH(read_picture(folder / "none.png"), ContainsSubstring("none.png: cannot be"));
}

TEST_CASE("more pixels than the limit are refused with the figures") {
  if (!png_available()) return;
  check_refusal(said(with_header(header(65535, 65535))),
                "its header: 65535 × 65535 = 4294836225 pixels, more than the limit of 50000000");
  check_refusal(said(with_header(header(65535, 65535))), "PictureLimits::pixels");
  check_refusal(said(with_header(header(1u << 31, 1))), "2147483648 × 1 = 2147483648 pixels");
  check_refusal(said(with_header(header(0xffffffff, 0xffffffff))), "= 18446744065119617025 pixels");
  check_refusal(said(with_header(header(7000, 7000))), "49000000 pixels, more than its ");
  check_refusal(said(gray(5, 4).bytes(), {.pixels = 19}), "20 pixels, more than the limit of 19");
  check_refusal(said(gray(5, 4).bytes(), {.file_bytes = 50}), "bytes, more than the limit of 50");
  CHECK(said(gray(5, 4).bytes(), {.pixels = 20}) == "accepted");
}

TEST_CASE("a picture without pixels is refused") {
  if (!png_available()) return;
  check_refusal(said(with_header(header(0, 5))), "says that it is 0 × 5 pixels large");
  check_refusal(said(with_header(header(5, 0))), "says that it is 5 × 0 pixels large");
  check_refusal(said(with_header(header(0, 0))), "says that it is 0 × 0 pixels large");
}

TEST_CASE("a PNG picture that is cut short anywhere is refused") {
  if (!png_available()) return;
  for (const bool interlaced : {false, true}) {
    Png png = gray(9, 7);
    png.interlaced = interlaced;
    const std::string bytes = png.bytes();
    for (size_t size = 0; size < bytes.size(); ++size) {
      const std::string text = said(bytes.substr(0, size));
      REQUIRE(text.starts_with("x.file: "));
      REQUIRE_THAT(text, ContainsSubstring(size < 8 ? "picture" : ": its PNG "));
    }
  }
}

TEST_CASE("any changed byte of a PNG picture is noticed") {
  if (!png_available()) return;
  Png png{4, 3, 4, kPalette, png_samples(12, 4), png_chunk("PLTE", std::string(48, 'x'))};
  const std::string bytes = png.bytes();
  REQUIRE(said(bytes) == "accepted");
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int flip = 1; flip < 256; ++flip) {
      std::string changed = bytes;
      changed[i] = char(changed[i] ^ flip);
      CAPTURE(i, flip);
      REQUIRE(said(changed) != "accepted");
    }
}

TEST_CASE("a PNG header of an unknown kind is refused") {
  if (!png_available()) return;
  for (const int depth : {0, 3, 5, 7, 9, 15, 17, 32, 255})
    check_refusal(said(with_header(header(2, 2, depth))), "its PNG data: Invalid IHDR");
  for (const int type : {1, 5, 7, 8, 255})
    check_refusal(said(with_header(header(2, 2, 8, type))), "its PNG data: Invalid IHDR");
  for (const auto& [depth, type] : {std::pair{4, 2}, {16, 3}, {2, 4}, {1, 6}})
    check_refusal(said(with_header(header(2, 2, depth, type))), "its PNG data: Invalid IHDR");
  for (const size_t method : {10, 11, 12}) {  // of compression, filters, interlacing
    std::string other = header(2, 2);
    other[method] = 9;
    check_refusal(said(with_header(other)), "its PNG data: Invalid IHDR");
  }
  check_refusal(said(with_header(header(2, 2) + "x")), "its PNG header: is not there");
  check_refusal(said(kPngSignature + gray(2, 2).bytes().substr(33)), "its PNG header: is not");
}

TEST_CASE("a PNG picture with too few or too many numbers, or a damaged stream, is refused") {
  if (!png_available()) return;
  const Png png = gray(2, 2);
  const std::string rows = png.rows(), packed = zlib_packed(rows), data = png_chunk("IDAT", packed);
  CHECK(said(with_rows(rows)) == "accepted");
  CHECK(said(png.with_data(png_chunk("IDAT", "") + png_chunk("IDAT", packed.substr(0, 3)) +
                           png_chunk("IDAT", packed.substr(3)))) == "accepted");
  check_refusal(said(with_rows(rows.substr(0, 5))), "its PNG data: Not enough image data");
  check_refusal(said(with_rows("")), "its PNG data: Not enough image data");
  check_refusal(said(with_rows(rows + "x")), "its PNG data: IDAT: Too much image data");
  check_refusal(said(with_rows(rows + std::string(100'000, 'x'))), "Too much image data");
  check_refusal(said(with_rows('\5' + rows.substr(1))), "its PNG data: bad adaptive filter");
  check_refusal(said(png.with_data("")), "its PNG data: ");
  check_refusal(said(png.with_data(png_chunk("IDAT", "no zlib"))), "its PNG data: IDAT: ");
  check_refusal(said(png.with_data(png_chunk("IDAT", packed.substr(0, 6)))), "its PNG data: ");
  check_refusal(said(png.with_data(png.header() + data)), "its PNG data: ");
  check_refusal(said(png.with_data(png_chunk("QUIT", "") + data)), "its PNG data: ");
  check_refusal(said(png.with_data(png_chunk("I\nAT", "") + data)), "its PNG data: ");
  check_refusal(said(png.with_data(big(0x7fffffff, 4) + "IDAT" + packed)), "its PNG data: ");
  check_refusal(said(png.with_data(big(0xffffffff, 4) + "IDAT" + packed)), "its PNG data: ");
  check_refusal(said(kPngSignature + png.header() + data), "its PNG data: the file ends too early");
}

TEST_CASE("a PNG picture whose palette or transparency makes no sense is refused") {
  if (!png_available()) return;
  const auto with = [](const std::string& before, int depth = 8, int number = 3) {
    return said(Png{2, 1, depth, kPalette, {0, number}, before}.bytes());
  };
  const std::string three = png_chunk("PLTE", std::string(9, 'x'));
  check_refusal(with(three), "its pixels: one has colour 3 of a palette of 3");
  check_refusal(with(three, 2), "its pixels: one has colour 3 of a palette of 3");
  check_refusal(with(three, 8, 255), "its pixels: one has colour 255 of a palette of 3");
  check_refusal(with(""), "Missing PLTE");
  check_refusal(with(png_chunk("PLTE", "")), "its PNG data: ");
  check_refusal(with(png_chunk("PLTE", std::string(10, 'x'))), "its PNG data: ");
  check_refusal(with(png_chunk("PLTE", std::string(257 * 3, 'x'))), "its PNG data: ");
  check_refusal(with(three + three), "its PNG data: ");
  const std::string four = png_chunk("PLTE", std::string(12, 'x'));
  CHECK(with(four) == "accepted");
  check_refusal(with(four + png_chunk("tRNS", "12345")), "its PNG data: ");
  check_refusal(with(png_chunk("tRNS", "1") + four), "its PNG data: ");
}

TEST_CASE("a picture of a kind that this build cannot read says what to install") {
  const auto says = [](const std::string& bytes) {
    return refusal<Error>([&] { read_picture(MemorySource(bytes, "x.file")); });
  };
  if (png_available() && jpeg_available()) SUCCEED("this one reads both");
  if (!png_available()) check_refusal(says(gray(2, 2).bytes()), "install libpng-dev");
  if (!jpeg_available()) check_refusal(says(jpeg_of_scans(1)), "install libturbojpeg0-dev");
}
