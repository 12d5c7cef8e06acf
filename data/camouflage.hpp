// A shape of one colour on a ground of blots, half of which have that colour, too: no threshold on
// colour can find it.
#pragma once

#include "data/scenes.hpp"

namespace heed::inline HEED_PRECISION {

struct CamouflageOptions {
  int size = 40;  // the pictures are size x size
  double least_radius = 7, most_radius = 10;
  int blot = 2;         // the ground is made of squares of blot x blot pixels, dark or light
  double noise = 0.08;  // standard deviation, on every pixel and channel
};

struct CamouflagedShape {
  Tensor image;  // (3, size, size), 0 … 1
  Placement shape;
  Mask mask;  // (size, size): the pixels that show it
};

// Shape i, its place and its colours depend on the seed and i alone. Each picture has a dark and a
// light colour, and the shape is light.
class CamouflageGenerator {
 public:
  // ValueError if the shapes do not fit into the picture.
  CamouflageGenerator(CamouflageOptions options, uint64_t seed, Place at = Place::here());

  CamouflagedShape one(int64_t i) const;
  std::vector<CamouflagedShape> some(int64_t first, int64_t count) const;
  const CamouflageOptions& options() const { return options_; }

 private:
  CamouflageOptions options_;
  uint64_t seed_;
};

// Their pictures (B, 3, size, size), and which Kind each shape is.
Tensor images_of(const std::vector<CamouflagedShape>& shapes);
Indices kinds_of(const std::vector<CamouflagedShape>& shapes);

}  // namespace heed::inline HEED_PRECISION
