// What attention is, by plain loops, for the rows of its operations.
#pragma once

#include <array>
#include <cmath>

#include "engine/ops/attention.hpp"
#include "tests/engine/op_check.hpp"

namespace heed::inline HEED_PRECISION {

// Any pattern will do that has full, mixed and empty rows: query i of 3, 6, … may attend to
// nothing.
inline bool allowed(int64_t i, int64_t j) { return i % 3 != 2 && (i + 2 * j) % 4 != 1; }

inline Mask mask_for(int64_t n, int64_t m) {
  Mask mask(Shape{n, m});
  for (int64_t i = 0; i < n * m; ++i) mask.mutable_data()[i] = allowed(i / m, i % m);
  return mask;
}

// y_i = sum_j p_ij v_j,  p_i = softmax_j(scale q_i k_j) over the keys that i may attend to; one
// head.
using May = bool (*)(int64_t i, int64_t j);
inline void attend(const Shape& sizes, const real* q, const real* k, const real* v, May may,
                   double scale, real* y) {
  const int64_t n = sizes[0], m = sizes[1], d = sizes[2], e = sizes[3];
  for (int64_t i = 0; i < n; ++i) {
    std::vector<double> p, sum(size_t(e), 0.0);
    double total = 0;
    for (int64_t j = 0; j < m; ++j) {
      double score = 0;
      for (int64_t c = 0; c < d; ++c) score += double(q[i * d + c]) * double(k[j * d + c]);
      p.push_back(may(i, j) ? std::exp(scale * score) : 0);
      total += p.back();
    }
    for (int64_t j = 0; j < m; ++j)
      for (int64_t c = 0; c < e; ++c) sum[size_t(c)] += p[size_t(j)] * double(v[j * e + c]);
    for (int64_t c = 0; c < e; ++c) y[i * e + c] = real(total > 0 ? sum[size_t(c)] / total : 0);
  }
}

// The same for q (.., N, d), k (.., M, d), v (.., M, e).
inline Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, May may, double scale) {
  const Shape sizes{q.size(-2), k.size(-2), q.size(-1), v.size(-1)};
  Shape shape = q.shape();
  shape[q.dim() - 1] = v.size(-1);
  Tensor y = empty(shape);
  real* out = y.mutable_data();
  const auto [n, m, d, e] = std::array{sizes[0], sizes[1], sizes[2], sizes[3]};
  for (int64_t b = 0; b < shape.product(0, q.dim() - 2); ++b)
    attend(sizes, q.data() + b * n * d, k.data() + b * m * d, v.data() + b * m * e, may, scale,
           out + b * n * e);
  return y;
}

inline const May anywhere = [](int64_t, int64_t) { return true; };
inline const May backwards = [](int64_t i, int64_t j) { return j <= i; };

}  // namespace heed::inline HEED_PRECISION
