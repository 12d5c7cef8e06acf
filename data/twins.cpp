// Twins: a grid of one row a pair; each side's shapes in an order of its own.
#include "data/twins.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

// Somewhere in columns left … left+side and in the row'th part of the height.
Placement place(Kind kind, int64_t row, double left, const TwinsOptions& o, Random& random) {
  const double part = double(o.height) / o.pairs, top = double(row) * part;
  const double radius = random.uniform(o.least_radius, o.most_radius);
  const double x = random.uniform(left + radius, left + o.side - radius);
  return {kind, x, random.uniform(top + radius, top + part - radius), radius};
}

}  // namespace

TwinsGenerator::TwinsGenerator(TwinsOptions options, uint64_t seed, Place at)
    : options_(std::move(options)), seed_(seed) {
  const TwinsOptions& o = options_;
  const char* problem = nullptr;
  if (o.pairs < 1 || o.pairs > kKinds) problem = "there are three kinds: 1 to 3 pairs";
  if (int64_t(o.colours.size()) < o.pairs) problem = "each pair needs a colour of its own";
  if (!(o.least_radius >= 1) || !(o.most_radius >= o.least_radius)) problem = "radii begin at 1";
  if (o.side < 1 || 2 * o.side > o.width) problem = "the two sides do not fit into the width";
  if (!(2 * o.most_radius <= std::min<double>(o.side, double(o.height) / o.pairs)))
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
