// JPEG: what TurboJPEG writes is read, of every kind, and what is damaged is not guessed.
#if __has_include(<turbojpeg.h>)
#include <turbojpeg.h>

#include <cmath>

#include "engine/io/jpeg.hpp"
#include "engine/io/picture.hpp"
#include "tests/engine/io/jpeg_bytes.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int kWidth = 37, kHeight = 21;

// A slope in every channel: red to the right, green down, blue the other way.
std::vector<uint8_t> slopes(int channels) {
  std::vector<uint8_t> pixels;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (int c = 0; c < channels; ++c)
        pixels.push_back(uint8_t(c == 0 ? 6 * x : c == 1 ? 10 * y : 220 - 5 * x));
  return pixels;
}

std::string jpeg_of(const std::vector<uint8_t>& pixels, int format, int sampling, int flags = 0) {
  unsigned char* found = nullptr;
  unsigned long size = 0;
  const tjhandle encoder = tjInitCompress();
  const int failed = tjCompress2(encoder, pixels.data(), kWidth, 0, kHeight, format, &found, &size,
                                 sampling, 98, flags);
  const std::string bytes(reinterpret_cast<const char*>(found), failed ? 0 : size);
  tjFree(found);
  tjDestroy(encoder);
  REQUIRE(failed == 0);
  return bytes;
}

std::string said(const std::string& bytes) {
  return refusal([&] { read_picture(MemorySource(bytes, "x.file")); });
}

std::vector<uint8_t> decoded(const std::string& bytes) {
  return decode_jpeg(MemorySource(bytes, "x.file")).bytes;
}

}  // namespace

TEST_CASE("a JPEG picture in colour has about the pixels that it was made of") {
  if (!jpeg_available()) return;
  const auto pixels = slopes(3);
  for (const auto& [sampling, most] : {std::pair{TJSAMP_444, 1.},
                                       {TJSAMP_422, 2.},
                                       {TJSAMP_420, 2.},
                                       {TJSAMP_440, 2.},
                                       {TJSAMP_411, 4.}}) {  // a colour for four pixels
    CAPTURE(int(sampling));
    const Tensor x = read_picture(MemorySource(jpeg_of(pixels, TJPF_RGB, sampling)));
    REQUIRE(x.shape() == Shape{3, kHeight, kWidth});
    double sum = 0;
    for (size_t i = 0; i < pixels.size(); ++i)
      sum += std::abs(255 * double(x.data()[i % 3 * kWidth * kHeight + i / 3]) - pixels[i]);
    CHECK(sum / double(pixels.size()) < most);
  }
}

TEST_CASE("a gray JPEG picture is the same in all channels, and about what it was made of") {
  if (!jpeg_available()) return;
  const std::string bytes = jpeg_of(slopes(1), TJPF_GRAY, TJSAMP_GRAY);
  const Tensor x = read_picture(MemorySource(bytes));
  const Tensor gray = read_picture(MemorySource(bytes), {.colours = Colours::gray});
  REQUIRE(x.shape() == Shape{3, kHeight, kWidth});
  REQUIRE(gray.shape() == Shape{1, kHeight, kWidth});
  for (int64_t i = 0; i < x.numel(); ++i) REQUIRE(x.data()[i] == gray.data()[i % gray.numel()]);
  for (int64_t i = 0; i < gray.numel(); ++i)
    REQUIRE(std::abs(255 * double(gray.data()[i]) - double(6 * (i % kWidth))) < 6);
}

TEST_CASE("a progressive JPEG picture has the pixels of the same one in one scan") {
  if (!jpeg_available()) return;
  const auto pixels = slopes(3);
  CHECK(decoded(jpeg_of(pixels, TJPF_RGB, TJSAMP_420, TJFLAG_PROGRESSIVE)) ==
        decoded(jpeg_of(pixels, TJPF_RGB, TJSAMP_420)));
}

TEST_CASE("a JPEG picture that is cut short anywhere is refused") {
  if (!jpeg_available()) return;
  for (const int flags : {0, TJFLAG_PROGRESSIVE}) {
    const std::string bytes = jpeg_of(slopes(3), TJPF_RGB, TJSAMP_420, flags);
    REQUIRE(said(bytes) == "accepted");
    CHECK(said(bytes + "what follows a picture") == "accepted");
    for (size_t size = 0; size < bytes.size(); ++size) {
      CAPTURE(size);
      const std::string text = said(bytes.substr(0, size));
      REQUIRE(text.starts_with("x.file: "));
      REQUIRE_THAT(text, ContainsSubstring(size < 3 ? "picture" : ": its JPEG "));
    }
  }
}

TEST_CASE("a changed byte of a JPEG picture never does worse than another picture") {
  if (!jpeg_available()) return;
  const std::string bytes = jpeg_of(slopes(3), TJPF_RGB, TJSAMP_420, TJFLAG_PROGRESSIVE);
  int refused = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[i] = char(changed[i] ^ flip);
      refused += said(changed) != "accepted";
    }
  CHECK(refused > int(bytes.size()));
}

TEST_CASE("a JPEG picture for printing is refused with what to do") {
  if (!jpeg_available()) return;
  const std::string text = said(jpeg_of(slopes(4), TJPF_CMYK, TJSAMP_444));
  check_refusal(text, "are those of printing (CMYK)");
  check_refusal(text, "save it again as RGB");
}

TEST_CASE("a JPEG picture in more than 500 scans is refused") {
  if (!jpeg_available()) return;
  for (const int scans : {1, 2, 500}) CHECK(decoded(jpeg_of_scans(scans))[63] == 128);
  for (const int scans : {501, 883})
    check_refusal(said(jpeg_of_scans(scans)), "more than 500 scans");
}

TEST_CASE("a JPEG header that lies, or is of a kind that is not read, is refused") {
  if (!jpeg_available()) return;
  const auto with = [](const std::string& frame) {
    return said(kJpegStart + jpeg_tables() + frame + jpeg_scan(0, 63, 0, 0) + kJpegEnd);
  };
  CHECK(with(jpeg_frame(8, 8)) == "accepted");
  check_refusal(with(jpeg_frame(65535, 65535)), "65535 × 65535 = 4294836225 pixels, more than");
  check_refusal(with(jpeg_frame(65535, 65535)), "the limit of 50000000");
  check_refusal(with(jpeg_frame(7000, 7000)), "49000000 pixels, more than its ");
  check_refusal(with(jpeg_frame(0, 8)), "says that it is 0 × 8 pixels large");
  check_refusal(with(jpeg_frame(8, 0)), "says that it is 8 × 0 pixels large");
  check_refusal(with(jpeg_frame(16, 8)), "its JPEG data");  // for two blocks there are no bits
  check_refusal(with(jpeg_frame(8, 8, 0)), "its colours: have 0 channels");
  check_refusal(with(jpeg_frame(8, 8, 2)), "its colours: have 2 channels");
  check_refusal(with(jpeg_frame(8, 8, 5)), "its colours: have 5 channels");
  check_refusal(with(jpeg_frame(8, 8, 255)), "its colours: have 255 channels");
  check_refusal(with(jpeg_frame(8, 8, 1, 0xc0, 12)), "says 12 bits a number\n  read are 8");
  check_refusal(with(jpeg_frame(8, 8, 1, 0xc3)), "its JPEG data: Unsupported JPEG process");
  check_refusal(with(jpeg_frame(8, 8) + jpeg_frame(8, 8)), "its JPEG data");
  check_refusal(with(jpeg_frame(8, 8) + jpeg_frame(16, 16)), "its JPEG data");
  const std::string no_size = "its JPEG header: ends before it says how large the picture is";
  check_refusal(with(""), no_size);
  check_refusal(with("?"), no_size);
  check_refusal(with(jpeg_marker(0xe1, "Exif").substr(0, 2) + std::string(2, '\0')), no_size);
  check_refusal(said(kJpegStart + kJpegEnd + kJpegEnd), no_size);
  check_refusal(said(kJpegStart + jpeg_marker(0xe1, std::string(65533, '\xff'))), no_size);
  check_refusal(said(kJpegStart + jpeg_frame(8, 8) + jpeg_scan(0, 63, 0, 0) + kJpegEnd),
                "its JPEG data");
}
#endif
