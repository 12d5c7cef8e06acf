// Camouflaged shapes: the same for the same seed, and hidden from every threshold.
#include "data/camouflage.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

// How many of a shape's pixels, or of the others, are above this brightness.
double share_above(const CamouflagedShape& one, double level, bool inside) {
  const int64_t pixels = one.mask.numel();
  double above = 0, all = 0;
  for (int64_t i = 0; i < pixels; ++i) {
    if ((one.mask[i] != 0) != inside) continue;
    double gray = 0;
    for (int64_t c = 0; c < 3; ++c) gray += double(one.image.data()[c * pixels + i]) / 3;
    above += gray > level, all += 1;
  }
  return above / all;
}

}  // namespace

TEST_CASE("camouflage: a picture depends on the seed and its number alone") {
  const CamouflageGenerator a({}, 3), b({}, 3), other({}, 4);
  const CamouflagedShape one = a.one(7), same = b.some(6, 2)[1];
  CHECK(one.image.shape() == Shape{3, 40, 40});
  CHECK(std::equal(one.image.data(), one.image.data() + one.image.numel(), same.image.data()));
  CHECK(one.image.data()[5] != other.one(7).image.data()[5]);
  CHECK(one.image.data()[5] != a.one(8).image.data()[5]);
}

TEST_CASE("camouflage: the mask is the shape's, which lies inside the picture") {
  const CamouflageGenerator generator({}, 1);
  std::array<int, kKinds> kinds{};
  for (const CamouflagedShape& one : generator.some(0, 60)) {
    ++kinds[size_t(one.shape.kind)];
    CHECK(one.shape.x >= one.shape.radius);
    CHECK(one.shape.y + one.shape.radius <= 40);
    CHECK(one.mask[int64_t(one.shape.y) * 40 + int64_t(one.shape.x)]);
    int64_t covered = 0;
    for (int64_t i = 0; i < one.mask.numel(); ++i) covered += one.mask[i];
    CHECK(covered > 50);
    CHECK(covered < 330);
  }
  for (const int count : kinds) CHECK(count > 8);
}

TEST_CASE("camouflage: half of the ground is as light as the shape") {
  const CamouflageGenerator generator({}, 2);
  for (const CamouflagedShape& one : generator.some(0, 20)) {
    CHECK(share_above(one, 0.45, true) > 0.8);
    CHECK(share_above(one, 0.45, false) > 0.3);
    CHECK(share_above(one, 0.45, false) < 0.7);
  }
}

TEST_CASE("camouflage: a batch has its pictures and its shapes' names") {
  const auto some = CamouflageGenerator({}, 2).some(10, 4);
  CHECK(images_of(some).shape() == Shape{4, 3, 40, 40});
  const Indices kinds = kinds_of(some);
  REQUIRE(kinds.numel() == 4);
  for (int64_t i = 0; i < 4; ++i) CHECK(kinds[i] == int64_t(some[size_t(i)].shape.kind));
}

TEST_CASE("camouflage: shapes that do not fit are refused") {
  CHECK_THROWS_AS(CamouflageGenerator({.size = 10}, 1), ValueError);
  CHECK_THROWS_AS(CamouflageGenerator({.least_radius = 0.5}, 1), ValueError);
  CHECK_THROWS_AS(CamouflageGenerator({.least_radius = 9, .most_radius = 8}, 1), ValueError);
  CHECK_THROWS_AS(CamouflageGenerator({.blot = 0}, 1), ValueError);
  CHECK_THROWS_AS(CamouflageGenerator({.noise = -1}, 1), ValueError);
}
