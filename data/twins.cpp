// Twins: a grid of one row a pair; each side's shapes in an order of its own.
#include "data/twins.hpp"

#include <algorithm>
#include <cmath>

namespace heed::inline HEED_PRECISION {

namespace {

// Of a shape as large as a circle of radius 1: its Placement's radius, and how far it reaches from
// its middle.
struct Extent {
  double radius, up, down, across;
};

Extent extent_of(Kind kind) {
  constexpr double kPi = 3.14159265358979323846;
  if (kind == Kind::circle) return {1, 1, 1, 1};
  if (kind == Kind::square) {
    const double half = std::sqrt(kPi) / 2;  // (2 half)^2 = pi
    return {half * std::sqrt(2.0), half, half, half};
  }
  const double radius = std::sqrt(4 * kPi / (3 * std::sqrt(3.0)));  // 3 sqrt(3)/4 radius^2 = pi
  return {radius, radius, radius / 2, radius * std::sqrt(3.0) / 2};
}

// Somewhere in columns left … left+side and in the row'th part of the height.
Placement place(Kind kind, int64_t row, double left, const TwinsOptions& o, Random& random) {
  const Extent extent = extent_of(kind);
  const double size = random.uniform(o.least_radius, o.most_radius);
  const double part = double(o.height) / o.pairs, top = double(row) * part;
  return {kind, random.uniform(left + size * extent.across, left + o.side - size * extent.across),
          random.uniform(top + size * extent.up, top + part - size * extent.down),
          size * extent.radius};
}

}  // namespace

TwinsGenerator::TwinsGenerator(TwinsOptions options, uint64_t seed, Place at)
    : options_(std::move(options)), seed_(seed) {
  const TwinsOptions& o = options_;
  const Extent triangle = extent_of(Kind::triangle);  // the highest and widest
  const char* problem = nullptr;
  if (o.pairs < 1 || o.pairs > kKinds) problem = "there are three kinds: 1 to 3 pairs";
  if (int64_t(o.colours.size()) < o.pairs) problem = "each pair needs a colour of its own";
  if (!(o.least_radius >= 1) || !(o.most_radius >= o.least_radius)) problem = "radii begin at 1";
  if (o.side < 1 || 2 * o.side > o.width) problem = "the two sides do not fit into the width";
  if (!(o.most_radius * 2 * triangle.across <= o.side) ||
      !(o.most_radius * (triangle.up + triangle.down) * o.pairs <= o.height))
    problem = "the shapes are too large";
  if (!(o.noise >= 0)) problem = "noise cannot be negative";
  if (problem) throw ValueError(explain("TwinsGenerator", at, problem));
}

Scene TwinsGenerator::scene(int64_t i) const {
  const TwinsOptions& o = options_;
  Random random(seed_, uint64_t(i));
  Scene scene = empty_scene(o.height, o.width, o.ground, o.noise, random);
  const auto kinds = random.permutation(kKinds);
  const auto colours = random.permutation(int64_t(o.colours.size()));
  const auto left_rows = random.permutation(o.pairs), right_rows = random.permutation(o.pairs);
  for (size_t p = 0; p < size_t(o.pairs); ++p) {
    const Kind kind = Kind(kinds[p]);
    const int colour = int(colours[p]);
    draw(scene, place(kind, left_rows[p], 0, o, random), colour, o.colours[size_t(colour)], o.noise,
         random);
    draw(scene, place(kind, right_rows[p], o.width - o.side, o, random), colour, o.grey, o.noise,
         random);
  }
  return scene;
}

Twins TwinsGenerator::scenes(int64_t first, int64_t count) const {
  const TwinsOptions& o = options_;
  const int64_t pixels = int64_t(o.height) * o.width;
  const Shape masks{count, o.pairs, o.height, o.width};
  Twins twins{empty({count, 3, o.height, o.width}),
              Indices({count, o.height, o.width}, Twins::kNoColour), Mask(masks), Mask(masks)};
  for (int64_t b = 0; b < count; ++b) {
    const Scene one = scene(first + b);
    std::copy_n(one.image.data(), 3 * pixels, twins.images.mutable_data() + b * 3 * pixels);
    for (int64_t p = 0; p < o.pairs; ++p) {
      const Object &coloured = one.objects[size_t(2 * p)], &grey = one.objects[size_t(2 * p + 1)];
      const int64_t at = (b * o.pairs + p) * pixels;
      std::copy_n(coloured.mask.data(), pixels, twins.coloured.mutable_data() + at);
      std::copy_n(grey.mask.data(), pixels, twins.grey.mutable_data() + at);
      for (int64_t i = 0; i < pixels; ++i)
        if (grey.mask[i]) twins.colours.mutable_data()[b * pixels + i] = grey.colour;
    }
  }
  return twins;
}

}  // namespace heed::inline HEED_PRECISION
