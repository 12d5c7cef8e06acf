// Twins: coloured shapes on the left, grey ones of the same kinds on the right. Who looks like
// whom?
#pragma once

#include "data/scenes.hpp"

namespace heed::inline HEED_PRECISION {

struct TwinsOptions {
  int height = 16, width = 28;
  int side = 11;  // the coloured ones stand in the first 11 columns, the grey ones in the last
  int pairs = 2;  // each of another kind and colour
  double least_radius = 3.4, most_radius = 4;
  std::vector<Colour> colours = scene_colours();
  Colour grey = {0.6, 0.6, 0.6};
  Colour ground = {0.08, 0.08, 0.1};
  double noise = 0.02;
};

// Pictures and their truth. A pixel shows at most one shape.
struct Twins {
  static constexpr int64_t kNoColour = -1;

  Tensor images;    // (B, 3, H, W), 0 … 1
  Indices colours;  // (B, H, W): of the twin, at the pixels of grey shapes; kNoColour elsewhere
  Mask coloured;    // (B, P, H, W): the pixels of pair p's coloured shape
  Mask grey;        // (B, P, H, W): and of its grey one
};

// Scene i depends on the seed and i alone.
class TwinsGenerator {
 public:
  // ValueError if the options cannot be met, such as more pairs than kinds.
  explicit TwinsGenerator(TwinsOptions options, uint64_t seed, Place at = Place::here());

  // Pair p is objects 2p (coloured) and 2p + 1 (grey; its `colour` is the twin's).
  Scene scene(int64_t i) const;
  Twins scenes(int64_t first, int64_t count) const;  // first … first+count-1
  const TwinsOptions& options() const { return options_; }

 private:
  TwinsOptions options_;
  uint64_t seed_;
};

}  // namespace heed::inline HEED_PRECISION
