// How alike the places of a picture are to one of them.
#pragma once

#include "engine/tensor.hpp"

namespace lesson07 {

// Vectors of h × w places, (h w, D), row by row -> their cosines with place (y, x): (h, w).
heed::Tensor likeness_to(const heed::Tensor& vectors, int64_t h, int64_t w, int64_t y, int64_t x);

// (1, D, h, w) -> (h w, D), and back.
heed::Tensor as_rows(const heed::Tensor& map);
heed::Tensor as_map(const heed::Tensor& rows, int64_t h, int64_t w);

}  // namespace lesson07
