// The scores of additive attention (Bahdanau, Cho, Bengio 2014).
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// e_ij = v^T tanh(q_i + k_j): queries (B, M, A), keys (B, N, A), v (A) -> (B, M, N). What is inside
// the tanh, (B, M, N, A), is never stored: backward computes it again. ShapeError if they do not
// fit.
Tensor additive_scores(const Tensor& query, const Tensor& keys, const Tensor& v,
                       Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
