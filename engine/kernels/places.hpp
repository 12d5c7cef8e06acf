// Places on an axis, named by indices: what stands there copied out, or added to.
#pragma once

#include <span>

#include "engine/kernels/lines.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// y (outer, count, inner) = the places of x's axis that are named, one after the other; a place may
// be named several times.
void copy_places(const Lines& x, std::span<const int64_t> places, const real* from, real* y);

// The reverse: dy (outer, count, inner) is added to the places that are named. What meets at a
// place is added in order, the same for any number of threads.
void add_to_places(const Lines& x, std::span<const int64_t> places, const real* dy, real* dx);

}  // namespace heed::inline HEED_PRECISION::kernels
