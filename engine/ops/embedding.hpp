// Looking up rows of a table.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Row indices[i] of weight (V, D) for every index: (.., D) for indices (..). A row that is looked
// up several times gets the sum of the gradients. ValueError if an index is not 0 … V-1.
Tensor embedding(const Tensor& weight, const Indices& indices, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
