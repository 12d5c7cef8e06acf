// Self-attention by loops, and by matrices: q, k, v (N, d) -> (N, d). One head, no batch.
#pragma once

#include <string>

#include "engine/tensor.hpp"

namespace lesson06 {

heed::Tensor by_loops(const heed::Tensor& q, const heed::Tensor& k, const heed::Tensor& v);
heed::Tensor by_matrices(const heed::Tensor& q, const heed::Tensor& k, const heed::Tensor& v);

extern const std::string kLoopsShown, kMatricesShown;  // in short, for the page

}  // namespace lesson06
