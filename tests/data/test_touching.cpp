// Shapes that touch: whole, side by side, of the kinds and colours asked for.
#include <algorithm>
#include <cmath>
#include <set>

#include "data/touching.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

// Has some pixel of one shape a pixel of the other at its side or corner?
bool touch(const Object& a, const Object& b, int size) {
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      if (!a.mask[int64_t(y) * size + x]) continue;
      for (int v = std::max(0, y - 1); v <= std::min(size - 1, y + 1); ++v)
        for (int u = std::max(0, x - 1); u <= std::min(size - 1, x + 1); ++u)
          if (b.mask[int64_t(v) * size + u]) return true;
    }
  return false;
}

int64_t area(const Mask& mask) {
  return std::count(mask.data(), mask.data() + mask.numel(), uint8_t(1));
}

}  // namespace

TEST_CASE("every shape but the first touches one before it, and all are whole") {
  const TouchingGenerator generator({}, 3);
  const int size = generator.options().size;
  for (int64_t i = 0; i < 60; ++i) {
    const Scene scene = generator.scene(i);
    CHECK((scene.objects.size() >= 2 && scene.objects.size() <= 4));
    for (size_t n = 0; n < scene.objects.size(); ++n) {
      const Object& object = scene.objects[n];
      int64_t covered = 0;  // by the shape's own geometry, outside the picture too
      for (int y = -size; y < 2 * size; ++y)
        for (int x = -size; x < 2 * size; ++x) covered += object.placement.covers(x + 0.5, y + 0.5);
      CHECK(area(object.mask) == covered);
      bool touched = n == 0;
      for (size_t m = 0; m < n; ++m) touched = touched || touch(object, scene.objects[m], size);
      CHECK(touched);
    }
  }
}

TEST_CASE("kinds and colours of touching shapes are one or many, as asked for") {
  TouchingOptions options;
  options.one_kind = GENERATE(true, false);
  options.one_colour = GENERATE(0.0, 1.0);
  const TouchingGenerator generator(options, 4);
  size_t most_kinds = 0, alike = 0;
  for (int64_t i = 0; i < 40; ++i) {
    std::set<Kind> kinds;
    std::set<int> colours;
    const Scene scene = generator.scene(i);
    for (const Object& object : scene.objects) {
      kinds.insert(object.kind);
      colours.insert(object.colour);
    }
    most_kinds = std::max(most_kinds, kinds.size());
    alike += colours.size() == 1;
    CHECK((colours.size() == 1 || colours.size() == scene.objects.size()));
  }
  CHECK((most_kinds == 1) == options.one_kind);
  CHECK(alike == (options.one_colour == 1 ? 40 : 0));
}

TEST_CASE("the labels of touching shapes say what each pixel shows") {
  const TouchingGenerator generator({}, 5);
  const Touching all = generator.scenes(7, 3);
  const Scene scene = generator.scene(8);
  const int64_t pixels = all.kinds.numel() / 3;
  CHECK(all.images.shape() == Shape{3, 3, 32, 32});
  CHECK(std::equal(scene.image.data(), scene.image.data() + 3 * pixels,
                   all.images.data() + 3 * pixels));
  int64_t shown = 0;
  for (int64_t i = 0; i < pixels; ++i) {
    const int64_t object = all.objects[pixels + i], kind = all.kinds[pixels + i];
    CHECK((object == 0) == (kind == 0));
    if (object == 0) continue;
    CHECK(scene.objects[size_t(object - 1)].mask[i] == 1);
    CHECK(kind == 1 + int64_t(scene.objects[size_t(object - 1)].kind));
    ++shown;
  }
  int64_t covered = 0;
  for (const Object& object : scene.objects) covered += area(object.mask);
  CHECK(shown == covered);
}

TEST_CASE("touching shapes that cannot be are refused") {
  CHECK_THROWS_WITH(TouchingGenerator({.most_radius = 17}, 0), ContainsSubstring("too large"));
  CHECK_THROWS_AS(TouchingGenerator({.least_objects = 0}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.most_objects = 1}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.least_radius = 0}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.one_colour = 1.5}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.one_colour = std::nan("")}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.colours = {}}, 0), ValueError);
  CHECK_THROWS_AS(TouchingGenerator({.most_objects = 7}, 0), ValueError);  // six colours
  CHECK_THROWS_AS(TouchingGenerator({.noise = -1}, 0), ValueError);
  const TouchingGenerator crowd({.least_objects = 30, .most_objects = 30, .one_colour = 1}, 0);
  CHECK_THROWS_WITH(crowd.scene(0), ContainsSubstring("30 shapes of this size find no place"));
}
