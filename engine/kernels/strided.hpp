// Copying numbers from one layout to another: what permute, slice and cat are made of.
#pragma once

#include <span>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// An axis that both layouts have: its length, and how far apart its numbers stand in each.
struct StridedAxis {
  int64_t length, from, to;
};

// to[i_0 to_0 + i_1 to_1 + …] = from[i_0 from_0 + i_1 from_1 + …] for all indices i, or += where
// to.add is set. No two indices may mean the same place in `to`. Axes that lie behind each other in
// both layouts are joined; what is contiguous in both is copied whole, and what is transposed, in
// tiles.
void copy_strided(std::span<const StridedAxis> axes, const real* from, Slot to);

}  // namespace heed::inline HEED_PRECISION::kernels
