// Small made-up pictures: coloured shapes on a dark ground.
#include "data/scenes.hpp"

#include <algorithm>
#include <cmath>

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int kTriesPerObject = 100, kTriesPerScene = 100;

real noisy(double value, double noise, Random& random) {
  return real(std::clamp(value + noise * random.normal(), 0.0, 1.0));
}

Box box_of(const Mask& mask) {
  const auto height = int(mask.shape()[0]), width = int(mask.shape()[1]);
  Box box{width, height, 0, 0};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (mask[int64_t(y) * width + x])
        box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1),
               std::max(box.y1, y + 1)};
  return box.x1 == 0 ? Box{} : box;
}

Mask mask_of(const Placement& placement, int64_t height, int64_t width) {
  Mask mask(Shape{height, width});
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x)
      mask.mutable_data()[y * width + x] = placement.covers(double(x) + 0.5, double(y) + 0.5);
  return mask;
}

}  // namespace

std::string to_string(Kind kind) {
  constexpr const char* kNames[kKinds] = {"circle", "square", "triangle"};
  return kNames[int(kind)];
}

const std::vector<Colour>& scene_colours() {
  static const std::vector<Colour> colours = {{0.9, 0.2, 0.2},   {0.2, 0.8, 0.25},
                                              {0.25, 0.4, 0.95}, {0.9, 0.85, 0.2},
                                              {0.85, 0.3, 0.85}, {0.2, 0.8, 0.85}};
  return colours;
}

bool Placement::covers(double px, double py) const {
  const double dx = std::abs(px - x), dy = py - y;
  if (kind == Kind::circle) return dx * dx + dy * dy <= radius * radius;
  if (kind == Kind::square) return std::max(dx, std::abs(dy)) <= radius * std::sqrt(0.5);
  // The corners lie at -90°, 30° and 150°: the lower side is at radius/2, the others rise from it.
  return dy <= radius / 2 && std::sqrt(3.0) * dx <= radius + dy;
}

Scene empty_scene(int height, int width, const Colour& ground, double noise, Random& random) {
  Scene scene{empty({3, height, width}), {}};
  real* pixel = scene.image.mutable_data();
  for (const double level : ground)
    for (int i = 0; i < height * width; ++i) *pixel++ = noisy(level, noise, random);
  return scene;
}

void draw(Scene& scene, const Placement& placement, int colour, const Colour& rgb, double noise,
          Random& random) {
  Object object{placement.kind, colour, placement, {}, {}};
  object.mask = mask_of(placement, scene.image.size(1), scene.image.size(2));
  object.box = box_of(object.mask);
  const int64_t pixels = object.mask.numel();
  real* image = scene.image.mutable_data();
  for (int channel = 0; channel < 3; ++channel)
    for (int64_t i = 0; i < pixels; ++i)
      if (object.mask[i]) image[channel * pixels + i] = noisy(rgb[size_t(channel)], noise, random);
  for (Object& behind : scene.objects) {
    for (int64_t i = 0; i < pixels; ++i)
      if (object.mask[i]) behind.mask.mutable_data()[i] = 0;
    behind.box = box_of(behind.mask);
  }
  scene.objects.push_back(std::move(object));
}

SceneGenerator::SceneGenerator(SceneOptions options, uint64_t seed, Place at)
    : options_(std::move(options)), seed_(seed) {
  const SceneOptions& o = options_;
  const char* problem = nullptr;
  if (o.height < 1 || o.width < 1) problem = "the picture needs pixels";
  if (o.least_objects < 0 || o.most_objects < o.least_objects) problem = "how many objects?";
  if (!(o.least_radius >= 1) || !(o.most_radius >= o.least_radius)) problem = "radii begin at 1";
  if (!(2 * o.most_radius <= std::min(o.height, o.width))) problem = "the shapes are too large";
  if (o.colours.empty()) problem = "shapes need a colour";
  if (!(o.noise >= 0) || !(o.gap >= 0)) problem = "noise and gap cannot be negative";
  if (problem) throw ValueError(explain("SceneGenerator", at, problem));
}

bool SceneGenerator::fits(const Scene& scene, const Placement& placement) const {
  for (const Object& object : scene.objects) {
    const Placement& other = object.placement;
    const double distance = std::hypot(placement.x - other.x, placement.y - other.y);
    if (distance >= placement.radius + other.radius + options_.gap) continue;
    if (!options_.overlap) return false;
    int64_t left = 0, whole = 0;  // of the other, if this one is drawn over it
    for (int y = 0; y < options_.height; ++y)
      for (int x = 0; x < options_.width; ++x) {
        whole += other.covers(x + 0.5, y + 0.5);
        left += object.mask[int64_t(y) * options_.width + x] && !placement.covers(x + 0.5, y + 0.5);
      }
    if (2 * left < whole) return false;
  }
  return true;
}

bool SceneGenerator::fill(Scene& scene, int objects, Random& random) const {
  const SceneOptions& o = options_;
  for (int tries = 0; int(scene.objects.size()) < objects; ++tries) {
    if (tries == kTriesPerObject * objects) return false;
    Placement placement{Kind(random.integer(kKinds)), 0, 0,
                        random.uniform(o.least_radius, o.most_radius)};
    placement.x = random.uniform(placement.radius, o.width - placement.radius);
    placement.y = random.uniform(placement.radius, o.height - placement.radius);
    const auto colour = size_t(random.integer(int64_t(o.colours.size())));
    if (fits(scene, placement))
      draw(scene, placement, int(colour), o.colours[colour], o.noise, random);
  }
  return true;
}

Scene SceneGenerator::scene(int64_t i) const {
  Random random(seed_, uint64_t(i));
  const SceneOptions& o = options_;
  const auto objects = o.least_objects + int(random.integer(o.most_objects - o.least_objects + 1));
  for (int tries = 0; tries < kTriesPerScene; ++tries) {
    Scene scene = empty_scene(o.height, o.width, o.ground, o.noise, random);
    if (fill(scene, objects, random)) return scene;
  }
  throw ValueError("[SceneGenerator] " + std::to_string(objects) +
                   " shapes of this size find no place in " + std::to_string(o.width) + " × " +
                   std::to_string(o.height) + " pixels");
}

Tensor SceneGenerator::images(int64_t first, int64_t count) const {
  Tensor images = empty({count, 3, options_.height, options_.width});
  real* to = images.mutable_data();
  for (int64_t i = first; i < first + count; ++i) {
    const Scene one = scene(i);
    to = std::copy_n(one.image.data(), one.image.numel(), to);
  }
  return images;
}

}  // namespace heed::inline HEED_PRECISION
