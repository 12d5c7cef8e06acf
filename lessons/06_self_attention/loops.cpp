// Self-attention by loops, and by matrices.
#include "lessons/06_self_attention/loops.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/ops.hpp"

namespace lesson06 {

using namespace heed;

namespace {

// One row of scores to weights; less the largest, no power is too large for a number.
void softmax_row(std::vector<double>& row) {
  const double largest = *std::max_element(row.begin(), row.end());
  double total = 0;
  for (double& score : row) total += score = std::exp(score - largest);
  for (double& power : row) power /= total;
}

void attend_by_loops(const real* q, const real* k, const real* v, int64_t n, int64_t d, real* y) {
  std::vector<double> w(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      double score = 0;
      for (int64_t c = 0; c < d; ++c) score += double(q[i * d + c]) * double(k[j * d + c]);
      w[size_t(j)] = score / std::sqrt(double(d));
    }
    softmax_row(w);
    for (int64_t c = 0; c < d; ++c) {
      double mixed = 0;
      for (int64_t j = 0; j < n; ++j) mixed += w[size_t(j)] * double(v[j * d + c]);
      y[i * d + c] = real(mixed);
    }
  }
}

}  // namespace

Tensor by_loops(const Tensor& q, const Tensor& k, const Tensor& v) {
  Tensor y = empty(q.shape());
  attend_by_loops(q.data(), k.data(), v.data(), q.size(0), q.size(1), y.mutable_data());
  return y;
}

Tensor by_matrices(const Tensor& q, const Tensor& k, const Tensor& v) {
  const Tensor scores = matmul(q, k, {.b = true}) / std::sqrt(double(q.size(1)));
  const Tensor weights = softmax(scores, -1);
  return matmul(weights, v);
}

const std::string kLoopsShown =
    "for i in queries:\n"
    "  for j in keys:\n"
    "    for c in numbers: score += q[i, c] * k[j, c]\n"
    "    w[j] = score / sqrt(d)\n"
    "  softmax_row(w)\n"
    "  for c in numbers:\n"
    "    for j in keys: y[i, c] += w[j] * v[j, c]";

const std::string kMatricesShown =
    "scores = matmul(q, k, {.b = true}) / sqrt(d)     // (N, N)\n"
    "weights = softmax(scores, -1)\n"
    "y = matmul(weights, v)\n\n"
    "y = scaled_dot_product_attention(q, k, v)        // or all in one";

}  // namespace lesson06
