// The patches' principal directions.
#include "lessons/13_patches/principal.hpp"

#include <cmath>

#include "engine/io/picture_transform.hpp"
#include "engine/ops.hpp"
#include "lessons/13_patches/material.hpp"

namespace lesson13 {

using namespace heed;

namespace {

// Makes the rows of q (D, n) orthogonal and of length 1, each to those before it (Gram, Schmidt).
void orthogonalise(Tensor& q) {
  const int64_t d = q.size(0), n = q.size(1);
  real* rows = q.mutable_data();
  for (int64_t i = 0; i < d; ++i) {
    real* row = rows + i * n;
    for (int64_t j = 0; j < i; ++j) {
      const real* before = rows + j * n;
      double along = 0;
      for (int64_t k = 0; k < n; ++k) along += double(row[k]) * double(before[k]);
      for (int64_t k = 0; k < n; ++k) row[k] -= real(along) * before[k];
    }
    double square = 0;
    for (int64_t k = 0; k < n; ++k) square += double(row[k]) * double(row[k]);
    for (int64_t k = 0; k < n; ++k) row[k] /= real(std::sqrt(square));
  }
}

double trace(const Tensor& x) {
  double total = 0;
  for (int64_t i = 0; i < x.size(0); ++i) total += double(x.at({i, i}));
  return total;
}

}  // namespace

Tensor patches_anywhere(const Tensor& picture, int64_t n, Random& random) {
  std::vector<Tensor> patches;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t top = random.integer(picture.size(1) - kPatch + 1);
    const int64_t left = random.integer(picture.size(2) - kPatch + 1);
    patches.push_back(flatten(crop_picture(picture, top, left, {kPatch, kPatch})));
  }
  return stack(patches);
}

Directions find_directions(const Tensor& patches, int64_t dim, Random& random,
                           const std::function<bool(double lost)>& step) {
  const NoGrad no_grad;
  const Tensor middle = mean(patches, 0), apart = patches - middle;
  const Tensor covariance = matmul(apart, apart, {.a = true}) / double(patches.size(0));
  const double all = trace(covariance);
  Tensor q = randn({dim, patches.size(1)}, random);  // Q^T: directions as rows
  double lost = 1;
  do {
    q = matmul(q, covariance);  // symmetric: the same from the right
    orthogonalise(q);
    lost = 1 - trace(matmul(matmul(q, covariance), q, {.b = true})) / all;
  } while (step(lost));
  return {middle, transpose(q, 0, 1)};
}

Tensor remembered(const Tensor& patches, const Directions& directions, int64_t dim) {
  const Tensor basis = slice(directions.basis, 1, 0, dim);  // (768, dim)
  const Tensor tokens = matmul(patches - directions.mean, basis);
  return matmul(tokens, basis, {.b = true}) + directions.mean;
}

double kept(const Tensor& x, const Tensor& y, const Tensor& m) {
  const Tensor apart = x - m;
  return 1 - double(sum((x - y) * (x - y)).item()) / double(sum(apart * apart).item());
}

}  // namespace lesson13
