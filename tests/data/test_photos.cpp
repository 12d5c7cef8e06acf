// The photographs: their pixels as another reader of JPEG has them, and whom to name beside them.
#include <array>
#include <cmath>
#include <filesystem>

#include "data/photos.hpp"
#include "engine/io/jpeg.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Known {
  int64_t y, x;
  std::array<int, 3> rgb;  // as PIL 9.4 and later read it
};

void check_pixels(const Tensor& x, const std::vector<Known>& known) {
  for (const Known& pixel : known)
    for (int c = 0; c < 3; ++c) {
      CAPTURE(pixel.y, pixel.x, c);
      const double found = 255 * double(x.at({c, pixel.y, pixel.x}));
      CHECK(std::abs(found - pixel.rgb[size_t(c)]) < 2.01);  // versions of libjpeg may round apart
    }
}

void check_means(const Tensor& x, const std::array<double, 3>& means) {
  const int64_t count = x.size(1) * x.size(2);
  for (int64_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (int64_t i = 0; i < count; ++i) sum += double(x.data()[c * count + i]);
    CHECK(std::abs(sum / double(count) - means[size_t(c)]) < 5e-4);
  }
}

}  // namespace

TEST_CASE("the shipped photographs have the pixels that PIL finds in them") {
  if (!jpeg_available()) return;
  const Tensor china = read_photo("china"), flower = read_photo("flower");
  CHECK(china.shape() == Shape{3, 427, 640});
  CHECK(flower.shape() == Shape{3, 427, 640});
  check_pixels(china, {{0, 0, {174, 201, 231}},
                       {426, 639, {15, 24, 7}},
                       {213, 320, {214, 191, 199}},
                       {100, 200, {123, 47, 11}},
                       {300, 50, {147, 160, 168}}});
  check_pixels(flower, {{0, 0, {2, 19, 13}},
                        {426, 639, {9, 43, 27}},
                        {213, 320, {143, 1, 0}},
                        {100, 200, {5, 21, 21}},
                        {300, 50, {4, 55, 46}}});
  check_means(china, {0.56752817, 0.5704654, 0.55262199});
  check_means(flower, {0.21621236, 0.28854566, 0.22353024});
}

TEST_CASE("every photograph is there and names its author, its licence and where it is from") {
  CHECK(photos().size() == 2);
  for (const Photo& one : photos()) {
    CHECK(std::filesystem::exists("data/" + one.file()));
    CHECK_THAT(one.credit(), ContainsSubstring(one.title) && ContainsSubstring(one.author) &&
                                 ContainsSubstring("CC BY 2.0"));
  }
  CHECK(photo("china").credit() == "A temple in China, by danielbuechele (Flickr), CC BY 2.0");
  CHECK(photo("flower").author == "vultilion");
}

TEST_CASE("a photograph that heed has not is refused with the names of those it has") {
  CHECK_THROWS_AS(read_photo("cat"), ValueError);
  CHECK_THROWS_WITH(photo("cat"), "there is no photograph of the name 'cat', only china, flower");
  if (jpeg_available())
    CHECK_THROWS_WITH(read_photo("china", "nowhere"),
                      ContainsSubstring("nowhere/photos/china.jpg"));
}
