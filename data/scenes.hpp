// Small made-up pictures: coloured shapes on a dark ground, with the truth about each of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/indices.hpp"
#include "engine/random.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

enum class Kind { circle, square, triangle };
constexpr int kKinds = 3;
std::string to_string(Kind kind);

// Red, green, blue, 0 … 1.
using Colour = std::array<double, 3>;
const std::vector<Colour>& scene_colours();  // red, green, blue, yellow, magenta, cyan

// Where a shape stands, in pixels: pixel (x, y) is the square from (x, y) to (x+1, y+1). Squares
// and triangles (one corner up) are those that a circle of that radius could hold, and stand
// upright.
struct Placement {
  Kind kind = Kind::circle;
  double x = 0, y = 0;  // the middle
  double radius = 1;

  bool covers(double px, double py) const;
};

struct Box {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // pixels x0 … x1-1, y0 … y1-1
  bool operator==(const Box&) const = default;
};

struct Object {
  Kind kind = Kind::circle;
  int colour = 0;  // which of the generator's colours
  Placement placement;
  Mask mask;  // (H, W): the pixels that show it; a pixel is covered if its middle is
  Box box;    // of those pixels
};

struct Scene {
  Tensor image;                 // (3, H, W), 0 … 1
  std::vector<Object> objects;  // from back to front
};

// An empty scene to draw in: the ground with noise of this standard deviation.
Scene empty_scene(int height, int width, const Colour& ground, double noise, Random& random);

// Draws a shape over all that is there. It gets the same noise as the ground; objects behind it
// lose the pixels that it covers.
void draw(Scene& scene, const Placement& placement, int colour, const Colour& rgb, double noise,
          Random& random);

struct SceneOptions {
  int height = 32, width = 32;
  int least_objects = 1, most_objects = 3;
  double least_radius = 3.5, most_radius = 6;
  std::vector<Colour> colours = scene_colours();
  bool overlap = false;  // may shapes cover others? At least half of each stays to be seen
  double gap = 1;        // pixels between the circles around two shapes that do not overlap
  Colour ground = {0.08, 0.08, 0.1};
  double noise = 0.02;
};

// Scene i depends on the seed and i alone: a data set is a range of numbers, and needs no memory.
// Shapes lie inside the picture.
class SceneGenerator {
 public:
  // ValueError if the options cannot be met, such as shapes larger than the picture.
  explicit SceneGenerator(SceneOptions options, uint64_t seed, Place at = Place::here());

  // ValueError if so many shapes find no place.
  Scene scene(int64_t i) const;
  // The pictures of scenes first … first+count-1, (count, 3, H, W).
  Tensor images(int64_t first, int64_t count) const;
  const SceneOptions& options() const { return options_; }

 private:
  bool fill(Scene& scene, int objects, Random& random) const;
  bool fits(const Scene& scene, const Placement& placement) const;
  SceneOptions options_;
  uint64_t seed_;
};

}  // namespace heed::inline HEED_PRECISION
