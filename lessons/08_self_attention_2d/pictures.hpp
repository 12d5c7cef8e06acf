// Scenes as pictures: recoloured, and lit by attention.
#pragma once

#include "data/twins.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson08 {

using namespace heed;

// The place in the middle of pair `pair`'s shape in a mask (B, P, H, W), as n = y W + x.
int64_t middle(const Mask& mask, int64_t scene, int64_t pair);

// Scene `scene` as it is, each pixel enlarged.
show::Picture plain(const Twins& scenes, int64_t scene, int zoom);

// The same, its grey pixels in the colours that `given` (B, H, W) says.
show::Picture coloured_in(const Twins& scenes, int64_t scene, const Indices& given,
                          const std::vector<Colour>& colours, int zoom);

// A map (H, W) of attention as light on the dark scene, with a cross at place n. A weight of a fair
// share, 1/N, or less gives none; each doubling gives more, up to 64 shares.
show::Picture lit(const Twins& scenes, int64_t scene, const Tensor& map, int64_t n, int zoom);

// A cross at place n of a picture of width `width`.
void mark(show::Picture& picture, int64_t n, int64_t width, int zoom);

}  // namespace lesson08
