// Pictures: every kind of PNG becomes the numbers it stands for, and JPEGs of all kinds are read.
#include <cmath>

#include "engine/io/file.hpp"
#include "engine/io/picture.hpp"
#include "engine/io/png.hpp"
#include "tests/engine/io/png_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

Tensor read(const std::string& bytes, Colours colours = Colours::rgb) {
  return read_picture(MemorySource(bytes, "x.png"), {.colours = colours});
}

// The pixel of a tensor (3, H, W).
std::array<double, 3> pixel(const Tensor& x, int64_t i) {
  const int64_t count = x.size(1) * x.size(2);
  return {double(x.data()[i]), double(x.data()[count + i]), double(x.data()[2 * count + i])};
}

// What a pixel of these shares should be: on white where it is transparent.
std::array<double, 3> on_white(double r, double g, double b, double alpha = 1) {
  return {alpha * r + 1 - alpha, alpha * g + 1 - alpha, alpha * b + 1 - alpha};
}

bool close(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  for (size_t c = 0; c < 3; ++c)
    if (!(std::abs(a[c] - b[c]) < 1e-6)) return false;
  return true;
}

// The shares that the samples of pixel `i` stand for, without the chunks before them.
std::array<double, 3> meant(const Png& png, int64_t i) {
  const int channels = png.channels(), most = (1 << png.depth) - 1;
  const auto share = [&](int c) { return png.samples[size_t(i * channels + c)] / double(most); };
  if (channels < 3) return on_white(share(0), share(0), share(0), channels == 2 ? share(1) : 1);
  return on_white(share(0), share(1), share(2), channels == 4 ? share(3) : 1);
}

// 256 colours, and the alpha of some.
std::string palette(size_t count) {
  std::string colours;
  for (size_t i = 0; i < count; ++i) colours += {char(i), char(255 - i), char(i * 7)};
  return png_chunk("PLTE", colours);
}

std::array<double, 3> of_palette(int i, double alpha = 1) {
  return on_white(i / 255., (255 - i) / 255., uint8_t(i * 7) / 255., alpha);
}

}  // namespace

TEST_CASE("a PNG picture of any depth and kind becomes shares of black and full") {
  if (!png_available()) return;
  for (const auto& [type, depths] : std::vector<std::pair<int, std::vector<int>>>{
           {kGray, {1, 2, 4, 8, 16}}, {kRgb, {8, 16}}, {kGrayAlpha, {8, 16}}, {kRgba, {8, 16}}})
    for (const int depth : depths)
      for (const bool interlaced : {false, true}) {
        Png png{13, 11, depth, type, {}, {}, interlaced};
        png.samples = png_samples(size_t(13 * 11 * png.channels()), depth);
        CAPTURE(type, depth, interlaced);
        const Tensor x = read(png.bytes());
        REQUIRE(x.shape() == Shape{3, 11, 13});
        for (int64_t i = 0; i < 13 * 11; ++i) REQUIRE(close(pixel(x, i), meant(png, i)));
      }
}

TEST_CASE("a picture of few pixels is read, interlaced or not") {
  if (!png_available()) return;
  for (int64_t width = 1; width < 10; ++width)
    for (int64_t height = 1; height < 10; ++height) {
      const auto samples = png_samples(size_t(width * height * 3), 8);
      const Tensor x = read(Png{width, height, 8, kRgb, samples}.bytes());
      const Tensor y = read(Png{width, height, 8, kRgb, samples, {}, true}.bytes());
      REQUIRE(x.shape() == Shape{3, height, width});
      REQUIRE(std::equal(x.data(), x.data() + x.numel(), y.data()));
      REQUIRE(x.data()[0] == real(samples[0]) / 255);
    }
}

TEST_CASE("the colours of a palette stand where their numbers were, with their alpha") {
  if (!png_available()) return;
  const int depth = GENERATE(1, 2, 4, 8), count = 1 << depth;
  for (const bool interlaced : {false, true}) {
    Png png{9, 5, depth, kPalette, png_samples(45, depth), palette(size_t(count)), interlaced};
    Tensor x = read(png.bytes());
    for (int64_t i = 0; i < 45; ++i)
      REQUIRE(close(pixel(x, i), of_palette(png.samples[size_t(i)])));
    png.before += png_chunk("tRNS", std::string("\x00\x40", 2));  // of the first two
    x = read(png.bytes());
    for (int64_t i = 0; i < 45; ++i) {
      const int number = png.samples[size_t(i)];
      REQUIRE(close(pixel(x, i), of_palette(number, number == 0   ? 0
                                                    : number == 1 ? 64. / 255
                                                                  : 1)));
    }
  }
}

TEST_CASE("the one colour that a PNG declares transparent is white") {
  if (!png_available()) return;
  const auto check = [](Png png, const std::string& colour) {
    png.before = png_chunk("tRNS", colour);
    const Tensor x = read(png.bytes());
    CAPTURE(png.type, png.depth);
    CHECK(close(pixel(x, 0), {1, 1, 1}));
    CHECK(close(pixel(x, 1), meant(png, 1)));
  };
  check({2, 1, 8, kGray, {100, 101}}, big(100, 2));
  check({2, 1, 16, kGray, {1000, 1001}}, big(1000, 2));
  check({2, 1, 2, kGray, {2, 1}}, big(2, 2));
  check({2, 1, 8, kRgb, {1, 2, 3, 1, 2, 4}}, big(1, 2) + big(2, 2) + big(3, 2));
  check({2, 1, 16, kRgb, {1, 2, 999, 1, 2, 1000}}, big(1, 2) + big(2, 2) + big(999, 2));
}

TEST_CASE("a picture is read in gray as in colour, by ITU-R BT.601's weights") {
  if (!png_available()) return;
  const std::vector<uint8_t> rgb = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30};
  const Tensor x = read(encode_png(rgb, 5, 1, 3), Colours::gray);
  CHECK(x.shape() == Shape{1, 1, 5});
  const double expected[] = {0.299, 0.587, 0.114, 1, (2.99 + 11.74 + 3.42) / 255};
  for (int64_t i = 0; i < 5; ++i) CHECK(std::abs(double(x.data()[i]) - expected[i]) < 1e-6);
  const Tensor gray = read(encode_png(std::vector<uint8_t>{0, 51, 255}, 3, 1, 1), Colours::gray);
  CHECK(gray.shape() == Shape{1, 1, 3});
  CHECK(gray.data()[1] == real(51) / 255);
}

TEST_CASE("what write_png has written is read again, every value of 8 bits as it was") {
  if (!png_available()) return;
  const TemporaryFolder folder;
  std::vector<uint8_t> pixels(256 * 3);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = uint8_t(i / 3 + i % 3 * 85);
  write_png(folder / "any name", pixels, 16, 16, 3);
  const Tensor x = read_picture(folder / "any name");
  REQUIRE(x.shape() == Shape{3, 16, 16});
  for (size_t i = 0; i < pixels.size(); ++i)
    REQUIRE(x.data()[i % 3 * 256 + i / 3] == real(pixels[i]) / 255);
}

TEST_CASE("what a PNG says of text, profiles and time is not looked at, whatever it is") {
  if (!png_available()) return;
  Png png{2, 2, 8, kGray, {1, 2, 3, 4}};
  const std::string plain = png.bytes();
  png.before =
      png_chunk("gAMA", "?") + png_chunk("iCCP", "not a profile") +
      png_chunk("tEXt", std::string(100'000, 'x')) + png_chunk("heEd", "unknown") +
      png_chunk("zTXt", std::string("bomb\0\0", 6) + zlib_packed(std::string(1 << 22, 'x')));
  const Tensor x = read(plain), y = read(png.bytes());
  CHECK(std::equal(x.data(), x.data() + x.numel(), y.data()));
  const Tensor z = read(plain + "what follows a PNG's end");
  CHECK(std::equal(x.data(), x.data() + x.numel(), z.data()));
}
