// The linear map that keeps most of the patches: their principal directions (PCA).
#pragma once

#include <functional>

#include "engine/random.hpp"
#include "engine/tensor.hpp"

namespace lesson13 {

struct Directions {
  heed::Tensor mean;   // (768), the mean patch
  heed::Tensor basis;  // (768, D): columns of length 1 at right angles, most important first
};

// n patches cut out anywhere in a picture (3, H, W), (n, 768).
heed::Tensor patches_anywhere(const heed::Tensor& picture, int64_t n, heed::Random& random);

// Finds D directions by turning a random basis towards where the patches vary most: Q becomes C Q,
// made orthogonal again, C the patches' covariance. step(lost) is called after each round, with the
// share of the variance that Q does not hold; it says whether to go on.
Directions find_directions(const heed::Tensor& patches, int64_t dim, heed::Random& random,
                           const std::function<bool(double lost)>& step);

// What is left of patches (n, 768) after they were tokens of `dim` numbers: there and back.
heed::Tensor remembered(const heed::Tensor& patches, const Directions& directions, int64_t dim);

// 1 - |x - y|^2 / |x - m|^2: how much of what the patches differ from m, the mean patch, is in y.
double kept(const heed::Tensor& x, const heed::Tensor& y, const heed::Tensor& m);

}  // namespace lesson13
