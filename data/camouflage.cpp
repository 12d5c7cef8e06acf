// Camouflaged shapes: blots, the shape over them, two colours, noise.

#include "data/camouflage.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// A dark and a light colour, a little different in every picture.
std::array<Colour, 2> two_colours(Random& random) {
  std::array<Colour, 2> two = {Colour{0.2, 0.3, 0.35}, Colour{0.75, 0.65, 0.5}};
  for (Colour& colour : two)
    for (double& level : colour) level += random.uniform(-0.15, 0.15);
  return two;
}

// Where it is light: 1 or 0 for each pixel. The blots begin anywhere in a grid.
std::vector<char> ground(const CamouflageOptions& o, Random& random) {
  const int64_t blots = o.size / o.blot + 2;
  const int64_t dx = random.integer(o.blot), dy = random.integer(o.blot);
  std::vector<char> grid(static_cast<size_t>(blots * blots));
  for (char& light : grid) light = char(random.integer(2));
  std::vector<char> pixels;
  for (int64_t y = 0; y < o.size; ++y)
    for (int64_t x = 0; x < o.size; ++x)
      pixels.push_back(grid[size_t((y + dy) / o.blot * blots + (x + dx) / o.blot)]);
  return pixels;
}

Tensor coloured(const std::vector<char>& light, const CamouflageOptions& o, Random& random) {
  const std::array<Colour, 2> two = two_colours(random);
  Tensor image = empty({3, o.size, o.size});
  real* to = image.mutable_data();
  for (size_t channel = 0; channel < 3; ++channel)
    for (const char pixel : light)
      *to++ = real(std::clamp(two[size_t(pixel)][channel] + o.noise * random.normal(), 0.0, 1.0));
  return image;
}

}  // namespace

CamouflageGenerator::CamouflageGenerator(CamouflageOptions options, uint64_t seed, Place at)
    : options_(options), seed_(seed) {
  const CamouflageOptions& o = options_;
  if (!(o.least_radius >= 1) || !(o.most_radius >= o.least_radius) ||
      !(2 * o.most_radius <= o.size) || o.blot < 1 || !(o.noise >= 0))
    throw ValueError(explain("CamouflageGenerator", at, "the shapes do not fit into the picture",
                             {},
                             "needs 1 <= least_radius <= most_radius <= size / 2, blots of at "
                             "least a pixel, and no negative noise"));
}

CamouflagedShape CamouflageGenerator::one(int64_t i) const {
  const CamouflageOptions& o = options_;
  Random random(seed_, uint64_t(i));
  std::vector<char> light = ground(o, random);
  Placement shape{Kind(random.integer(kKinds)), 0, 0,
                  random.uniform(o.least_radius, o.most_radius)};
  shape.x = random.uniform(shape.radius, o.size - shape.radius);
  shape.y = random.uniform(shape.radius, o.size - shape.radius);
  Mask mask(Shape{o.size, o.size});
  for (int64_t p = 0; p < mask.numel(); ++p) {
    const bool covered = shape.covers(double(p % o.size) + 0.5, double(p / o.size) + 0.5);
    mask.mutable_data()[p] = covered;
    if (covered) light[size_t(p)] = 1;
  }
  return {coloured(light, o, random), shape, std::move(mask)};
}

std::vector<CamouflagedShape> CamouflageGenerator::some(int64_t first, int64_t count) const {
  std::vector<CamouflagedShape> all;
  for (int64_t i = first; i < first + count; ++i) all.push_back(one(i));
  return all;
}

Tensor images_of(const std::vector<CamouflagedShape>& shapes) {
  std::vector<Tensor> images;
  for (const CamouflagedShape& one : shapes) images.push_back(one.image);
  return stack(images);
}

Indices kinds_of(const std::vector<CamouflagedShape>& shapes) {
  std::vector<int64_t> kinds;
  for (const CamouflagedShape& one : shapes) kinds.push_back(int64_t(one.shape.kind));
  return kinds;
}

}  // namespace heed::inline HEED_PRECISION
