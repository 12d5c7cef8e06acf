// Twins: every grey shape has its coloured twin, far away.
#include <algorithm>
#include <cmath>
#include <set>

#include "data/twins.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::equal(a.data(), a.data() + a.numel(), b.data());
}

int64_t area(const Mask& mask) {
  return std::count(mask.data(), mask.data() + mask.numel(), uint8_t(1));
}

}  // namespace

TEST_CASE("each pair is a coloured and a grey shape of one kind, and no two pairs are alike") {
  TwinsOptions options;
  options.pairs = GENERATE(1, 2, 3);
  options.height = 24;
  const TwinsGenerator twins(options, 3);
  for (int64_t i = 0; i < 50; ++i) {
    const Scene scene = twins.scene(i);
    REQUIRE(int64_t(scene.objects.size()) == 2 * options.pairs);
    std::set<Kind> kinds;
    std::set<int> colours;
    for (size_t p = 0; p < size_t(options.pairs); ++p) {
      const Object &coloured = scene.objects[2 * p], &grey = scene.objects[2 * p + 1];
      CHECK(coloured.kind == grey.kind);
      CHECK(coloured.colour == grey.colour);
      kinds.insert(coloured.kind);
      colours.insert(coloured.colour);
    }
    CHECK(int(kinds.size()) == options.pairs);
    CHECK(int(colours.size()) == options.pairs);
  }
}

TEST_CASE("twins stand on their sides, whole, and none covers another") {
  const TwinsGenerator twins({}, 5);
  const TwinsOptions& o = twins.options();
  for (int64_t i = 0; i < 200; ++i) {
    const Scene scene = twins.scene(i);
    for (size_t n = 0; n < scene.objects.size(); ++n) {
      const Object& object = scene.objects[n];
      CHECK(object.box.x0 >= (n % 2 ? o.width - o.side : 0));
      CHECK(object.box.x1 <= (n % 2 ? o.width : o.side));
      int64_t covered = 0;  // by the shape's own geometry
      for (int y = 0; y < o.height; ++y)
        for (int x = 0; x < o.width; ++x) covered += object.placement.covers(x + 0.5, y + 0.5);
      CHECK(area(object.mask) == covered);
      CHECK(covered >= 12);
    }
  }
}

TEST_CASE("what is asked of a grey pixel is the colour that its twin shows") {
  TwinsOptions options;
  options.noise = 0;
  const TwinsGenerator generator(options, 7);
  const int64_t count = 20, pixels = int64_t(options.height) * options.width;
  const Twins twins = generator.scenes(0, count);
  for (int64_t b = 0; b < count; ++b)
    for (int64_t n = 0; n < pixels; ++n) {
      const auto shown = [&](int64_t channel) {
        return double(twins.images.data()[(b * 3 + channel) * pixels + n]);
      };
      const int64_t asked = twins.colours[b * pixels + n];
      bool grey = false;
      for (int64_t p = 0; p < options.pairs; ++p) {
        const int64_t at = (b * options.pairs + p) * pixels;
        grey = grey || twins.grey[at + n];
        if (twins.coloured[at + n]) {
          // The pixels of its grey twin ask for what is seen here.
          const auto first = std::find(twins.grey.data() + at, twins.grey.data() + at + pixels, 1);
          const int64_t wanted =
              twins.colours[b * pixels + int64_t(first - twins.grey.data()) - at];
          for (int64_t c = 0; c < 3; ++c)
            CHECK(shown(c) == double(real(options.colours[size_t(wanted)][size_t(c)])));
        }
      }
      CHECK(grey == (asked != Twins::kNoColour));
      if (grey) CHECK(shown(0) == double(real(options.grey[0])));
    }
}

TEST_CASE("twins depend on their seed and number alone") {
  const TwinsGenerator a({}, 5), b({}, 5), c({}, 6);
  const Twins batch = a.scenes(2, 3);
  CHECK(batch.images.shape() == Shape{3, 3, 16, 28});
  CHECK(batch.colours.shape() == Shape{3, 16, 28});
  CHECK(batch.grey.shape() == Shape{3, 2, 16, 28});
  const Tensor one = b.scene(4).image;
  CHECK(std::equal(one.data(), one.data() + one.numel(), batch.images.data() + 2 * one.numel()));
  CHECK(!same(a.scene(0).image, a.scene(1).image));
  CHECK(!same(a.scene(0).image, c.scene(0).image));
  CHECK(a.scenes(0, 0).images.shape() == Shape{0, 3, 16, 28});
}

TEST_CASE("the sides' orders differ, so that height does not tell who is whose twin") {
  const TwinsGenerator twins({}, 9);
  int64_t same_height = 0;
  for (int64_t i = 0; i < 400; ++i) {
    const Scene scene = twins.scene(i);
    same_height += (scene.objects[0].placement.y < 8) == (scene.objects[1].placement.y < 8);
  }
  CHECK(same_height > 150);
  CHECK(same_height < 250);
}

TEST_CASE("twins that cannot be are refused") {
  const auto refused = [](const auto& change) {
    TwinsOptions options;
    change(options);
    CHECK_THROWS_AS(TwinsGenerator(options, 0), ValueError);
  };
  refused([](auto& options) { options.pairs = 4; });  // than kinds
  refused([](auto& options) { options.pairs = 0; });
  refused([](auto& options) { options.colours.resize(1); });  // fewer than pairs
  refused([](auto& options) { options.height = 15; });        // shapes too high
  refused([](auto& options) { options.side = 7; });           // shapes too wide
  refused([](auto& options) { options.width = 21; });         // sides that overlap
  refused([](auto& options) { options.least_radius = std::nan(""); });
  refused([](auto& options) { options.noise = -1; });
}
