// Shapes that touch: each pixel's class is easily asked, and where one shape ends hard to see.
#pragma once

#include "data/scenes.hpp"

namespace heed::inline HEED_PRECISION {

struct TouchingOptions {
  int size = 32;  // pictures are size x size
  int least_objects = 2, most_objects = 4;
  double least_radius = 4, most_radius = 6.5;
  bool one_kind = false;    // are all shapes of a scene of one kind?
  double one_colour = 0.5;  // the chance that a scene's shapes have one colour; else all differ
  std::vector<Colour> colours = scene_colours();
  Colour ground = {0.08, 0.08, 0.1};
  double noise = 0.02;
};

// Pictures and their truth. A pixel shows at most one shape.
struct Touching {
  Tensor images;    // (B, 3, H, W), 0 … 1
  Indices kinds;    // (B, H, W): 0 for the ground, 1 + Kind for a shape
  Indices objects;  // (B, H, W): 0 for the ground, 1 for the scene's first shape, …
};

// Scene i depends on the seed and i alone. Every shape but the first touches one before it: some
// pixel of one has a pixel of the other at its side or corner. None covers another.
class TouchingGenerator {
 public:
  static constexpr int64_t kClasses = 1 + kKinds;

  // ValueError if the options cannot be met, such as shapes larger than the picture.
  explicit TouchingGenerator(TouchingOptions options, uint64_t seed, Place at = Place::here());

  // ValueError if so many shapes find no place.
  Scene scene(int64_t i) const;
  Touching scenes(int64_t first, int64_t count) const;  // first … first+count-1
  const TouchingOptions& options() const { return options_; }

 private:
  TouchingOptions options_;
  uint64_t seed_;
};

}  // namespace heed::inline HEED_PRECISION
