// Fused attention: shapes, masks, and which head lies where.

#include "engine/ops/attention.hpp"

#include <cmath>

#include "engine/kernels/attention.hpp"
#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Head, kernels::Rows, kernels::View;

double scale_of(const AttentionOptions& options, int64_t depth) {
  return options.scale.value_or(1 / std::sqrt(double(depth)));
}

// Where the mask of each head begins, and its strides: 0 along the axes it is broadcast over.
struct Masks {
  std::optional<Mask> mask;
  bool causal;
  int64_t row = 0, column = 0;
  std::vector<int64_t> begin;

  Masks(const Op& op, const AttentionOptions& options, const Shape& outer, int64_t n, int64_t m)
      : mask(options.mask), causal(options.causal) {
    if (!mask) return;
    Shape scores = outer;
    scores.push_back(n);
    scores.push_back(m);
    const Shape& shape = mask->shape();
    if (broadcast(shape, scores, op.name(), op.at()) != scores)
      throw ShapeError(op.explain("the mask has more axes than the scores",
                                  {{"mask", shape}, {"scores", scores}}));
    const int rank = shape.rank();
    column = rank > 0 && shape[rank - 1] > 1 ? 1 : 0;
    row = rank > 1 && shape[rank - 2] > 1 ? shape[rank - 1] : 0;
    const Shape front = rank > 2 ? Shape(std::span(shape.begin(), size_t(rank - 2))) : Shape{};
    const kernels::BroadcastLoops<1> loops(outer, {front});
    const int64_t each = shape.product(std::max(rank - 2, 0), rank);
    loops.each(0, loops.runs(), [&](int64_t, const std::array<int64_t, 1>& at) {
      for (int64_t i = 0; i < loops.length(); ++i)
        begin.push_back((at[0] + i * loops.step(0)) * each);
    });
  }
  kernels::Allowed head(int64_t i) const {
    if (!mask) return {nullptr, 0, 0, causal};
    return {mask->data() + begin[size_t(i)], row, column, causal};
  }
};

// Where the heads lie in one array: rows of numbers, `row` apart.
struct Lanes {
  int64_t batch, head, row;  // from one batch to the next, from one head to the next, row to row
};

// All heads of an operation: their sizes, and where each lies in queries, keys, values and result.
struct Layout {
  int64_t batches, heads, n, m, d, e;
  real scale;
  Masks masks;
  Lanes q, k, v, y;

  int64_t count() const { return batches * heads; }
  int64_t begin(const Lanes& x, int64_t i) const {
    return i / heads * x.batch + i % heads * x.head;
  }
  Head head(int64_t i, const real* pq, const real* pk, const real* pv) const {
    return {n,
            m,
            d,
            e,
            scale,
            masks.head(i),
            View{pq + begin(q, i), q.row},
            View{pk + begin(k, i), k.row},
            View{pv + begin(v, i), v.row}};
  }
  Rows rows(const Lanes& x, int64_t i, Slot slot) const {
    return {{slot ? slot.data + begin(x, i) : nullptr, slot.add}, x.row};
  }
  // Runs body(i) for all heads, over threads while there is work for them.
  template <class Body>
  void each_head(const Body& body) const {
    const int64_t work = n * m * (d + e) / 8 + 1;
    kernels::parallel_for(count(), 1 + kernels::kGrain / work, [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) body(i);
    });
  }
};

void forward(const Layout& all, const real* q, const real* k, const real* v, real* y,
             real* log_sum) {
  all.each_head([&](int64_t i) {
    kernels::attention(all.head(i, q, k, v), y + all.begin(all.y, i), all.y.row,
                       log_sum + i * all.n);
  });
}

void backward(const Layout& all, const real* q, const real* k, const real* v, const real* log_sum,
              const real* dy, Slot dq, Slot dk, Slot dv) {
  all.each_head([&](int64_t i) {
    kernels::attention_backward(all.head(i, q, k, v), log_sum + i * all.n,
                                {dy + all.begin(all.y, i), all.y.row}, all.rows(all.q, i, dq),
                                all.rows(all.k, i, dk), all.rows(all.v, i, dv));
  });
}

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

}  // namespace

Tensor scaled_dot_product_attention(const Tensor& q, const Tensor& k, const Tensor& v,
                                    const AttentionOptions& options, Place at) {
  const Op op("scaled_dot_product_attention", at);
  check(op, q, k, v);
  const Shape outer(std::span(q.shape().begin(), size_t(q.dim() - 2)));
  const int64_t n = q.size(-2), m = k.size(-2), d = q.size(-1), e = v.size(-1);
  const Layout all{outer.numel(),
                   1,
                   n,
                   m,
                   d,
                   e,
                   real(scale_of(options, d)),
                   Masks(op, options, outer, n, m),
                   {n * d, 0, d},
                   {m * d, 0, d},
                   {m * e, 0, e},
                   {n * e, 0, e}};
  Shape shape = q.shape();
  shape[q.dim() - 1] = e;
  Tensor y = empty(shape, at);
  const Buffer log_sum = Buffer::uninitialized(all.count() * n);
  forward(all, q.data(), k.data(), v.data(), y.mutable_data(), log_sum.data());
  return op.record(y, {q, k, v}, [=, q = Saved(q), k = Saved(k), v = Saved(v)](Backward& step) {
    // Where there is no query, nobody writes to the keys' and values' gradients: then they are
    // zeros.
    const auto slot = [&](int input) {
      return n > 0 ? step.dx(input) : Slot{step.add_to(input), true};
    };
    const real *pq = step.get(q), *pk = step.get(k), *pv = step.get(v);
    backward(all, pq, pk, pv, log_sum.data(), step.dy(), step.dx(0), slot(1), slot(2));
  });
}

Tensor packed_attention(const Tensor& qkv, int64_t heads, const AttentionOptions& options,
                        Place at) {
  const Op op("packed_attention", at);
  if (qkv.dim() != 3 || heads < 1 || qkv.size(2) % (3 * heads) != 0)
    throw ShapeError(op.explain("cannot split into " + std::to_string(heads) + " heads",
                                {{"qkv", qkv.shape(), {-1}}},
                                "needs (B, N, 3 D), and D a multiple of the number of heads"));
  const int64_t batch = qkv.size(0), n = qkv.size(1), width = qkv.size(2) / 3, d = width / heads;
  const Lanes packed{n * 3 * width, d,
                     3 * width};  // queries; keys and values `width`, 2 `width` behind
  const Layout all{batch,
                   heads,
                   n,
                   n,
                   d,
                   d,
                   real(scale_of(options, d)),
                   Masks(op, options, {batch, heads}, n, n),
                   packed,
                   packed,
                   packed,
                   {n * width, d, width}};
  Tensor y = empty({batch, n, width}, at);
  const Buffer log_sum = Buffer::uninitialized(all.count() * n);
  const real* x = qkv.data();
  forward(all, x, x + width, x + 2 * width, y.mutable_data(), log_sum.data());
  return op.record(y, {qkv}, [=, saved = Saved(qkv)](Backward& step) {
    const real* p = step.get(saved);
    const Slot dx = step.dx(0);
    backward(all, p, p + width, p + 2 * width, log_sum.data(), step.dy(), dx,
             {dx.data + width, dx.add}, {dx.data + 2 * width, dx.add});
  });
}

}  // namespace heed::inline HEED_PRECISION
