// Pictures: pixels where they belong.
#include <cmath>

#include "lessons/show/html.hpp"
#include "lessons/show/picture.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using show::Picture;
using show::Rgb;

TEST_CASE("a gray picture goes from black at the least value to white at the greatest") {
  const Picture picture = Picture::gray(Tensor({2, 2}, {-1, 0, 0, 1}));
  CHECK(picture.at(0, 0) == Rgb{0, 0, 0});
  CHECK(picture.at(1, 0) == Rgb{128, 128, 128});
  CHECK(picture.at(1, 1) == Rgb{255, 255, 255});
}

TEST_CASE("a heat map takes values outside its range as its ends, and NaN as gray") {
  const Picture picture = Picture::heat(Tensor({1, 1, 3}, {-5, 9, real(NAN)}), 0, 1, show::grays);
  CHECK(picture.at(0, 0) == Rgb{0, 0, 0});
  CHECK(picture.at(1, 0) == Rgb{255, 255, 255});
  CHECK(picture.at(2, 0) == Rgb{128, 128, 128});
  const Picture flat = Picture::heat(Tensor({1, 2}, {3, 3}));
  CHECK(flat.at(0, 0) == show::viridis(0));
}

TEST_CASE("an RGB picture takes its colours from the three planes") {
  const Picture picture = Picture::rgb(Tensor({3, 1, 2}, {1, 0, 0, 2, 0, real(0.2)}));
  CHECK(picture.at(0, 0) == Rgb{255, 0, 0});
  CHECK(picture.at(1, 0) == Rgb{0, 255, 51});
}

TEST_CASE("what is no picture is refused") {
  CHECK_THROWS_AS(Picture::gray(zeros({3})), ShapeError);
  CHECK_THROWS_AS(Picture::gray(zeros({2, 3, 4})), ShapeError);
  CHECK_THROWS_AS(Picture::gray(zeros({0, 4})), ShapeError);
  CHECK_THROWS_AS(Picture::rgb(zeros({4, 2, 2})), ShapeError);
  CHECK_THROWS_AS(Picture(0, 1), ValueError);
  CHECK_THROWS_AS(show::grid({}, 2), ValueError);
}

TEST_CASE("an enlarged picture has squares for pixels") {
  const Picture picture = Picture::gray(Tensor({1, 2}, {0, 1})).enlarged(3);
  CHECK(picture.width() == 6);
  CHECK(picture.height() == 3);
  CHECK(picture.at(2, 2) == Rgb{0, 0, 0});
  CHECK(picture.at(3, 0) == Rgb{255, 255, 255});
}

TEST_CASE("a heat map of any size is stretched over a picture") {
  const Picture black(4, 2, {0, 0, 0});
  const Picture over = black.under(Tensor({1, 2}, {0, 1}), 1.0);
  CHECK(over.at(1, 1) == show::viridis(0));
  CHECK(over.at(2, 0) == show::viridis(1));
  CHECK(black.under(Tensor({1, 2}, {0, 1}), 0.0).at(3, 1) == Rgb{0, 0, 0});
}

TEST_CASE("a grid puts pictures in rows with gaps") {
  const std::vector<Picture> pictures(3, Picture(2, 2, {1, 1, 1}));
  const Picture grid = show::grid(pictures, 2, 1, {9, 9, 9});
  CHECK(grid.width() == 5);
  CHECK(grid.height() == 5);
  CHECK(grid.at(4, 1) == Rgb{1, 1, 1});
  CHECK(grid.at(2, 0) == Rgb{9, 9, 9});
  CHECK(grid.at(4, 4) == Rgb{9, 9, 9});  // where the fourth would be
  CHECK(grid.at(1, 4) == Rgb{1, 1, 1});
}

TEST_CASE("marks that reach over the edge do no harm") {
  Picture picture(4, 4);
  picture.box(-3, -3, 9, 9, {1, 2, 3}).cross(0, 0, {4, 5, 6}, 50);
  CHECK(picture.at(0, 3) == Rgb{4, 5, 6});
}

TEST_CASE("a box is drawn inside its corners") {
  Picture picture(6, 6);
  picture.box(1, 1, 5, 5, {1, 2, 3}, 1);
  CHECK(picture.at(1, 1) == Rgb{1, 2, 3});
  CHECK(picture.at(4, 4) == Rgb{1, 2, 3});
  CHECK(picture.at(2, 2) == Rgb{255, 255, 255});
  CHECK(picture.at(5, 5) == Rgb{255, 255, 255});
}

TEST_CASE("colour maps get lighter from one end to the other") {
  for (const show::ColourMap map : {show::viridis, show::cividis, show::grays}) {
    double last = -1;
    for (int i = 0; i <= 50; ++i) {
      const Rgb c = map(i / 50.0);
      const double light = 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
      CHECK(light > last);
      last = light;
    }
  }
  CHECK(show::diverging(0.5) == Rgb{247, 247, 247});
}

TEST_CASE("base64 fills up the last group") {
  CHECK(show::base64("") == "");
  CHECK(show::base64("f") == "Zg==");
  CHECK(show::base64("fo") == "Zm8=");
  CHECK(show::base64("foo") == "Zm9v");
  CHECK(show::base64("foobar") == "Zm9vYmFy");
  CHECK(show::base64("\xff\xfe\xfd") == "//79");
}
