// Shapes that touch: a new shape comes from outside towards an old one until it would cover it.
#include "data/touching.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int kTriesPerObject = 60, kTriesPerScene = 200;
constexpr double kStep = 0.25;  // pixels that a shape moves at a time

bool inside(const Placement& p, int size) {
  return std::min(p.x, p.y) >= p.radius && std::max(p.x, p.y) <= size - p.radius;
}

// Calls found(x, y) for each pixel that `placement` would cover.
template <class Found>
void each_pixel(const Placement& p, int size, Found found) {
  const auto first = [&](double middle) { return std::max(0, int(middle - p.radius)); };
  const auto last = [&](double middle) { return std::min(size - 1, int(middle + p.radius)); };
  for (int y = first(p.y); y <= last(p.y); ++y)
    for (int x = first(p.x); x <= last(p.x); ++x)
      if (p.covers(x + 0.5, y + 0.5)) found(x, y);
}

bool shows(const Object& object, int x, int y, int size) {
  return x >= 0 && y >= 0 && x < size && y < size && object.mask[int64_t(y) * size + x];
}

bool covers_any(const Placement& placement, const Scene& scene, int size) {
  bool covered = false;
  each_pixel(placement, size, [&](int x, int y) {
    for (const Object& object : scene.objects) covered = covered || shows(object, x, y, size);
  });
  return covered;
}

bool touches(const Placement& placement, const Object& object, int size) {
  bool touched = false;
  each_pixel(placement, size, [&](int x, int y) {
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) touched = touched || shows(object, x + dx, y + dy, size);
  });
  return touched;
}

// The place nearest to `old`, in this direction from it, where nothing is covered; nothing if that
// is outside, or touches only the air: something else stands between.
std::optional<Placement> moved_towards(const Object& old, Placement placement, double angle,
                                       const Scene& scene, int size) {
  std::optional<Placement> last;
  for (double far = old.placement.radius + placement.radius + 1; far > 0; far -= kStep) {
    placement.x = old.placement.x + far * std::cos(angle);
    placement.y = old.placement.y + far * std::sin(angle);
    if (covers_any(placement, scene, size)) break;
    last = placement;
  }
  return last && inside(*last, size) && touches(*last, old, size) ? last : std::nullopt;
}

// Of all shapes before, or one that none has.
int colour_for(const Scene& scene, const TouchingOptions& o, bool one_colour, Random& random) {
  if (one_colour && !scene.objects.empty()) return scene.objects[0].colour;
  for (;;) {
    const auto colour = int(random.integer(int64_t(o.colours.size())));
    const auto has_it = [&](const Object& object) { return object.colour == colour; };
    if (std::none_of(scene.objects.begin(), scene.objects.end(), has_it)) return colour;
  }
}

// One more shape, if it finds a place.
void add_shape(Scene& scene, const TouchingOptions& o, bool one_colour, Random& random) {
  std::optional<Placement> shape =
      Placement{Kind(random.integer(kKinds)), 0, 0, random.uniform(o.least_radius, o.most_radius)};
  const int colour = colour_for(scene, o, one_colour, random);
  if (scene.objects.empty()) {
    shape->x = random.uniform(shape->radius, o.size - shape->radius);
    shape->y = random.uniform(shape->radius, o.size - shape->radius);
  } else {
    const Object& first = scene.objects[0];
    if (o.one_kind) shape->kind = first.kind;
    const auto old = size_t(random.integer(int64_t(scene.objects.size())));
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    shape = moved_towards(scene.objects[old], *shape, angle, scene, o.size);
  }
  if (shape) draw(scene, *shape, colour, o.colours[size_t(colour)], o.noise, random);
}

}  // namespace

TouchingGenerator::TouchingGenerator(TouchingOptions options, uint64_t seed, Place at)
    : options_(std::move(options)), seed_(seed) {
  const TouchingOptions& o = options_;
  const char* problem = nullptr;
  if (o.least_objects < 1 || o.most_objects < o.least_objects) problem = "how many objects?";
  if (!(o.least_radius >= 1) || !(o.most_radius >= o.least_radius)) problem = "radii begin at 1";
  if (!(2 * o.most_radius <= o.size)) problem = "the shapes are too large";
  if (!(o.one_colour >= 0 && o.one_colour <= 1)) problem = "one_colour is a chance, 0 to 1";
  if (o.colours.empty()) problem = "shapes need a colour";
  if (o.one_colour < 1 && int(o.colours.size()) < o.most_objects)
    problem = "each shape needs a colour of its own";
  if (!(o.noise >= 0)) problem = "noise cannot be negative";
  if (problem) throw ValueError(explain("TouchingGenerator", at, problem));
}

Scene TouchingGenerator::scene(int64_t i) const {
  const TouchingOptions& o = options_;
  Random random(seed_, uint64_t(i));
  const auto count = size_t(o.least_objects + random.integer(o.most_objects - o.least_objects + 1));
  const bool one_colour = random.uniform(0, 1) < o.one_colour;
  for (int tries = 0; tries < kTriesPerScene; ++tries) {
    Scene scene = empty_scene(o.size, o.size, o.ground, o.noise, random);
    for (int shape = 0; shape < kTriesPerObject && scene.objects.size() < count; ++shape)
      add_shape(scene, o, one_colour, random);
    if (scene.objects.size() == count) return scene;
  }
  throw ValueError("[TouchingGenerator] " + std::to_string(count) +
                   " shapes of this size find no place in " + std::to_string(o.size) + " × " +
                   std::to_string(o.size) + " pixels");
}

Touching TouchingGenerator::scenes(int64_t first, int64_t count) const {
  const int64_t size = options_.size, pixels = size * size;
  const Shape map{count, size, size};
  Touching all{empty({count, 3, size, size}), Indices(map), Indices(map)};
  for (int64_t b = 0; b < count; ++b) {
    const Scene one = scene(first + b);
    std::copy_n(one.image.data(), 3 * pixels, all.images.mutable_data() + b * 3 * pixels);
    int64_t *kinds = all.kinds.mutable_data() + b * pixels,
            *objects = all.objects.mutable_data() + b * pixels;
    for (size_t n = 0; n < one.objects.size(); ++n)
      for (int64_t i = 0; i < pixels; ++i)
        if (one.objects[n].mask[i]) {
          kinds[i] = 1 + int64_t(one.objects[n].kind);
          objects[i] = 1 + int64_t(n);
        }
  }
  return all;
}

}  // namespace heed::inline HEED_PRECISION
