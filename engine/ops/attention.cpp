// Fused attention: the front doors, for heads apart, side by side, and packed in one array.

#include "engine/ops/attention.hpp"

#include "engine/ops/attention_layout.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

void check(const Op& op, const Tensor& q, const Tensor& k, const Tensor& v) {
  const auto fail = [&](std::string_view problem, std::initializer_list<int> axes) {
    throw ShapeError(op.explain(problem,
                                {{"q", q.shape(), axes}, {"k", k.shape(), axes}, {"v", v.shape()}},
                                "needs q (.., N, d), k (.., M, d), v (.., M, e)"));
  };
  if (q.dim() < 2 || k.dim() != q.dim() || v.dim() != q.dim())
    fail("queries, keys and values need the same number of axes, 2 or more", {});
  if (q.size(-1) != k.size(-1)) fail("queries and keys differ in length", {-1});
  if (k.size(-2) != v.size(-2)) fail("there are not as many keys as values", {-2});
  for (int axis = 0; axis < q.dim() - 2; ++axis)
    if (q.size(axis) != k.size(axis) || q.size(axis) != v.size(axis))
      fail("the axes in front differ", {axis - q.dim()});
}

Tensor attend(const Op& op, const Layout& all, const Shape& shape, const Tensor& q, const Tensor& k,
              const Tensor& v) {
  Tensor y = empty(shape, op.at());
  const Buffer log_sum = Buffer::uninitialized(all.rows());
  all.forward(q.data(), k.data(), v.data(), y.mutable_data(), log_sum.data());
  return op.record(y, {q, k, v}, [=, q = Saved(q), k = Saved(k), v = Saved(v)](Backward& step) {
    // Where there is no query, nobody writes to the keys' and values' gradients: then they are
    // zeros.
    const auto slot = [&](int input) {
      return all.queries() > 0 ? step.dx(input) : Slot{step.add_to(input), true};
    };
    const real *pq = step.get(q), *pk = step.get(k), *pv = step.get(v);
    // In the order in which they are written: one tensor may be all three.
    const Slot dv = slot(2), dk = slot(1), dq = step.dx(0);
    all.backward(pq, pk, pv, log_sum.data(), step.dy(), dq, dk, dv);
  });
}

}  // namespace

Tensor scaled_dot_product_attention(const Tensor& q, const Tensor& k, const Tensor& v,
                                    const AttentionOptions& options, Place at) {
  const Op op("scaled_dot_product_attention", at);
  check(op, q, k, v);
  const Shape outer(std::span(q.shape().begin(), size_t(q.dim() - 2)));
  const Layout all(op, options, outer, 1, q.size(-2), k.size(-2), q.size(-1), v.size(-1));
  Shape shape = q.shape();
  shape[q.dim() - 1] = v.size(-1);
  return attend(op, all, shape, q, k, v);
}

Tensor packed_cross_attention(const Tensor& q, const Tensor& k, const Tensor& v, int64_t heads,
                              const AttentionOptions& options, Place at) {
  const Op op("packed_cross_attention", at);
  check(op, q, k, v);
  if (q.dim() != 3 || heads < 1 || q.size(2) % heads != 0 || v.size(2) % heads != 0)
    throw ShapeError(op.explain("cannot split into " + std::to_string(heads) + " heads",
                                {{"q", q.shape(), {-1}}, {"v", v.shape(), {-1}}},
                                "needs q (B, N, D), k (B, M, D), v (B, M, E), and D and E "
                                "multiples of the number of heads"));
  const int64_t batch = q.size(0), n = q.size(1), value_width = v.size(2);
  const Layout all(op, options, {batch, heads}, heads, n, k.size(1), q.size(2), value_width);
  return attend(op, all, {batch, n, value_width}, q, k, v);
}

Tensor packed_attention(const Tensor& qkv, int64_t heads, const AttentionOptions& options,
                        Place at) {
  const Op op("packed_attention", at);
  if (qkv.dim() != 3 || heads < 1 || qkv.size(2) % (3 * heads) != 0)
    throw ShapeError(op.explain("cannot split into " + std::to_string(heads) + " heads",
                                {{"qkv", qkv.shape(), {-1}}},
                                "needs (B, N, 3 D), and D a multiple of the number of heads"));
  const int64_t batch = qkv.size(0), n = qkv.size(1), width = qkv.size(2) / 3;
  Layout all(op, options, {batch, heads}, heads, n, n, width, width);
  // Queries; keys and values lie `width` and 2 `width` behind them.
  all.place_inputs({n * 3 * width, width / heads, 3 * width});
  Tensor y = empty({batch, n, width}, at);
  const Buffer log_sum = Buffer::uninitialized(all.rows());
  const real* x = qkv.data();
  all.forward(x, x + width, x + 2 * width, y.mutable_data(), log_sum.data());
  return op.record(y, {qkv}, [=, saved = Saved(qkv)](Backward& step) {
    const real* p = step.get(saved);
    const Slot dx = step.dx(0);
    all.backward(p, p + width, p + 2 * width, log_sum.data(), step.dy(), dx,
                 {dx.data + width, dx.add}, {dx.data + 2 * width, dx.add});
  });
}

}  // namespace heed::inline HEED_PRECISION
