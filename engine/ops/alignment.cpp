// A kernel each way, a pair of query and key at a time.

#include "engine/ops/alignment.hpp"

#include <cmath>

#include "engine/kernels/parallel_sum.hpp"
#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using std::tanh, xsimd::tanh;

struct Sizes {
  int64_t batch, queries, keys, depth;  // B, M, N, A
  int64_t grain() const { return kernels::kGrain / 4 / (queries * keys * depth + 1) + 1; }
  int64_t multiply_adds() const { return batch * queries * keys * depth; }
};

void forward(const Sizes& size, const real* q, const real* k, const real* v, real* e) {
  profile::count_multiply_adds(size.multiply_adds());
  const int64_t m = size.queries, n = size.keys, depth = size.depth;
  kernels::parallel_for(size.batch * m, size.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t j = 0; j < n; ++j)
        e[row * n + j] = kernels::sum(
            depth, [](auto a, auto b, auto w) { return w * tanh(a + b); }, q + row * depth,
            k + (row / m * n + j) * depth, v);
  });
}

// With t = tanh(q_i + k_j): dq_i and dk_j get de_ij v (1 - t^2), dv gets de_ij t. A score that
// nobody looks at, such as that of padding, is skipped. `dv` has a row for each of the batch.
void backward(const Sizes& size, const real* q, const real* k, const real* v, const real* de,
              real* dq, real* dk, real* dv) {
  profile::count_multiply_adds((1 + (dq != nullptr) + (dk != nullptr)) * size.multiply_adds());
  const int64_t m = size.queries, n = size.keys, depth = size.depth;
  kernels::parallel_for(size.batch, size.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t pair = begin * m * n; pair < end * m * n; ++pair) {
      const real d = de[pair];
      if (d == 0) continue;
      const int64_t b = pair / (m * n), query = pair / n * depth, key = (b * n + pair % n) * depth;
      kernels::each_in_row(depth, [&](auto at) {
        const auto t = tanh(at(q + query) + at(k + key));
        const auto inside = d * at(v) * (real(1) - t * t);
        if (dq) at.put({dq + query, true}, inside);
        if (dk) at.put({dk + key, true}, inside);
        at.put({dv + b * depth, true}, d * t);
      });
    }
  });
}

void check(const Op& op, const Tensor& query, const Tensor& keys, const Tensor& v) {
  const auto fail = [&](std::string_view problem, std::initializer_list<int> axes) {
    throw ShapeError(op.explain(
        problem, {{"query", query.shape(), axes}, {"keys", keys.shape(), axes}, {"v", v.shape()}},
        "needs query (B, M, A), keys (B, N, A), v (A)"));
  };
  if (query.dim() != 3 || keys.dim() != 3) fail("queries and keys need three axes", {});
  if (query.size(0) != keys.size(0)) fail("queries and keys are not of one batch", {-3});
  if (query.size(2) != keys.size(2)) fail("queries and keys differ in length", {-1});
  if (v.shape() != Shape{keys.size(2)}) fail("v does not fit the keys", {-1});
}

}  // namespace

Tensor additive_scores(const Tensor& query, const Tensor& keys, const Tensor& v, Place at) {
  const Op op("additive_scores", at);
  check(op, query, keys, v);
  const Sizes size{query.size(0), query.size(1), keys.size(1), keys.size(2)};
  Tensor e = empty({size.batch, size.queries, size.keys}, at);
  forward(size, query.data(), keys.data(), v.data(), e.mutable_data());
  return op.record(
      e, {query, keys, v}, [size, q = Saved(query), k = Saved(keys), v = Saved(v)](Backward& step) {
        const real *pq = step.get(q), *pk = step.get(k), *pv = step.get(v);
        const Buffer dv = Buffer::zeros(size.batch * size.depth);
        real *dq = step.add_to(0), *dk = step.add_to(1), *to = step.add_to(2);
        backward(size, pq, pk, pv, step.dy(), dq, dk, dv.data());
        for (int64_t b = 0; b < size.batch; ++b)  // in order: the same bits for any threads
          kernels::put({to, true}, dv.data() + b * size.depth, size.depth);
      });
}

}  // namespace heed::inline HEED_PRECISION
