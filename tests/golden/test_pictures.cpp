// Sizes and units of pictures against PyTorch's.

#include "engine/io/picture_transform.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

TEST_CASE("golden: resize_picture with antialiasing, and to the nearest pixel") {
  const Golden golden("pictures");
  for (const auto& [name, filter] :
       {std::pair{"bilinear", PictureFilter::bilinear}, {"nearest", PictureFilter::nearest}})
    for (const Pair size : {Pair{9, 11}, {5, 4}, {1, 1}, {4, 20}, {14, 5}, {19, 24}}) {
      const std::string key =
          std::string(name) + "/" + std::to_string(size.h) + " x " + std::to_string(size.w);
      check_golden(key, resize_picture(golden["picture"], size, filter), golden[key]);
    }
}

TEST_CASE("golden: normalize_picture with ImageNet's mean and std") {
  const Golden golden("pictures");
  check_golden("normalised", normalize_picture(golden["picture"]), golden["normalised"]);
}
