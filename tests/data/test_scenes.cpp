// Scenes: masks, boxes and pictures tell the same story.
#include <algorithm>
#include <cmath>

#include "data/scenes.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::equal(a.data(), a.data() + a.numel(), b.data());
}

int64_t area(const Mask& mask) {
  return std::count(mask.data(), mask.data() + mask.numel(), uint8_t(1));
}

// The box of a mask, found by asking each pixel.
Box bounds(const Mask& mask) {
  Box box{1000, 1000, 0, 0};
  for (int y = 0; y < int(mask.shape()[0]); ++y)
    for (int x = 0; x < int(mask.shape()[1]); ++x)
      if (mask[y * mask.shape()[1] + x]) {
        box.x0 = std::min(box.x0, x), box.x1 = std::max(box.x1, x + 1);
        box.y0 = std::min(box.y0, y), box.y1 = std::max(box.y1, y + 1);
      }
  return box;
}

void check_scene(const Scene& scene, const SceneOptions& options) {
  const int64_t pixels = scene.image.size(1) * scene.image.size(2);
  std::vector<int> owners(size_t(pixels), -1);
  for (size_t n = 0; n < scene.objects.size(); ++n) {
    const Object& object = scene.objects[n];
    CHECK(area(object.mask) > 0);
    CHECK(object.box == bounds(object.mask));
    for (int64_t i = 0; i < pixels; ++i) {
      if (!object.mask[i]) continue;
      CHECK(owners[size_t(i)] == -1);  // a pixel shows one object
      owners[size_t(i)] = int(n);
    }
  }
  for (int64_t i = 0; i < pixels * 3; ++i) {
    const int owner = owners[size_t(i % pixels)];
    const Colour& colour =
        owner < 0 ? options.ground : options.colours[size_t(scene.objects[size_t(owner)].colour)];
    const double off = std::abs(double(scene.image.data()[i]) - colour[size_t(i / pixels)]);
    if (off > 6 * options.noise) FAIL_CHECK("number " << i << " has the wrong colour");
  }
}

}  // namespace

TEST_CASE("in a scene each mask, box and colour fit together") {
  SceneOptions options;
  options.overlap = GENERATE(false, true);
  options.least_objects = options.most_objects = 4;
  const SceneGenerator scenes(options, 3);
  for (int64_t i = 0; i < 20; ++i) {
    const Scene scene = scenes.scene(i);
    CHECK(scene.objects.size() == 4);
    CHECK(scene.image.shape() == Shape{3, 32, 32});
    check_scene(scene, options);
  }
}

TEST_CASE("a scene depends on its seed and number alone") {
  const SceneGenerator a({}, 5), b({}, 5), c({}, 6);
  const Tensor forward = a.scene(0).image;
  for (int64_t i = 3; i >= 0; --i) CHECK(same(a.scene(i).image, b.scene(i).image));
  CHECK(same(b.scene(0).image, forward));
  CHECK(!same(a.scene(0).image, a.scene(1).image));
  CHECK(!same(a.scene(0).image, c.scene(0).image));
}

TEST_CASE("many scenes make one batch of images") {
  const SceneGenerator scenes({}, 5);
  const Tensor images = scenes.images(2, 3);
  CHECK(images.shape() == Shape{3, 3, 32, 32});
  const Tensor second = scenes.scene(3).image;
  CHECK(std::equal(second.data(), second.data() + second.numel(), images.data() + second.numel()));
  CHECK(scenes.images(0, 0).shape() == Shape{0, 3, 32, 32});
}

TEST_CASE("scenes hold as many objects as asked for, of every kind and colour") {
  SceneOptions options;
  options.least_objects = 0;
  const SceneGenerator scenes(options, 1);
  std::vector<int> counts(4), kinds(3), colours(6);
  for (int64_t i = 0; i < 200; ++i) {
    const Scene scene = scenes.scene(i);
    ++counts.at(scene.objects.size());
    for (const Object& object : scene.objects) {
      ++kinds.at(size_t(object.kind));
      ++colours.at(size_t(object.colour));
      CHECK(object.placement.radius >= 3.5);
      CHECK(object.placement.radius <= 6);
    }
  }
  for (const int count : counts) CHECK(count > 20);
  for (const int count : kinds) CHECK(count > 50);
  for (const int count : colours) CHECK(count > 20);
}

TEST_CASE("a shape covers the area that geometry says") {
  const double r = 100;
  const std::pair<Kind, double> expected[] = {{Kind::circle, 3.14159265 * r * r},
                                              {Kind::square, 2 * r * r},
                                              {Kind::triangle, 0.75 * std::sqrt(3.0) * r * r}};
  for (const auto& [kind, area] : expected) {
    CAPTURE(to_string(kind));
    const Placement shape{kind, 120.3, 119.7, r};
    int64_t covered = 0;
    for (int y = 0; y < 240; ++y)
      for (int x = 0; x < 240; ++x) covered += shape.covers(x + 0.5, y + 0.5);
    CHECK(std::abs(double(covered) / area - 1) < 0.01);
  }
}

TEST_CASE("a scene that cannot be is refused") {
  const auto refused = [](const auto& change) {
    SceneOptions options;
    change(options);
    CHECK_THROWS_AS(SceneGenerator(options, 0), ValueError);
  };
  refused([](auto& options) { options.most_radius = 17; });  // larger than the picture
  refused([](auto& options) { options.colours.clear(); });
  refused([](auto& options) { options.most_objects = 0; });  // fewer at most than at least
  refused([](auto& options) { options.least_radius = std::nan(""); });
  refused([](auto& options) { options.noise = -1; });
  refused([](auto& options) { options.width = 0; });
}

TEST_CASE("more shapes than find a place are refused, not tried for ever") {
  SceneOptions options;
  options.least_objects = options.most_objects = 50;
  const SceneGenerator scenes(options, 0);
  CHECK_THROWS_AS(scenes.scene(0), ValueError);
}
