// Masks made of masks.
#pragma once

#include "engine/indices.hpp"

namespace heed::inline HEED_PRECISION {

// What an operator on masks takes: a mask, and the line that wrote it.
struct MaskTerm {
  Mask mask;
  Place at;
  MaskTerm(const Mask& m, Place place = Place::here()) : mask(m), at(place) {}
};

// True where the mask is not; where both masks are; where one of them is, at least. Two are
// broadcast as in arithmetic, ShapeError where they do not fit.
Mask operator!(const Mask& mask);
Mask operator&(const MaskTerm& a, const MaskTerm& b);
Mask operator|(const MaskTerm& a, const MaskTerm& b);

}  // namespace heed::inline HEED_PRECISION
