// Matrix products over broadcast batches, and their gradients, which are matrix products too.

#include "engine/ops/matmul.hpp"

#include <optional>

#include "engine/kept.hpp"
#include "engine/kernels/broadcast.hpp"
#include "engine/kernels/gemm.hpp"
#include "engine/ops/shape.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Matrix;
using Loops = kernels::BroadcastLoops<2>;

// The sizes of C = op(A) op(B), and how the matrices of both operands' batches meet.
struct Product {
  int64_t m, n, k;
  Transpose transpose;
  Loops batch;          // over whole matrices
  bool wide_a, wide_b;  // broadcast: several products share the operand

  int64_t a_stride() const { return transpose.a ? m : k; }
  int64_t b_stride() const { return transpose.b ? k : n; }
  Matrix a(const real* data) const { return {data, a_stride(), transpose.a}; }
  Matrix b(const real* data) const { return {data, b_stride(), transpose.b}; }
};

// Calls body(count, steps, places) for every stretch of the batch in which the operands advance
// evenly: `steps` from one matrix to the next, `places` where the first ones begin.
template <class Body>
void each_stretch(const Product& p, const Body& body) {
  const int64_t length = p.batch.length();
  const kernels::BatchStep step{p.batch.step(0) * p.m * p.k, p.batch.step(1) * p.k * p.n,
                                p.m * p.n};
  p.batch.each(0, p.batch.runs(), [&](int64_t run, const std::array<int64_t, 2>& at) {
    body(length, step,
         kernels::BatchStep{at[0] * p.m * p.k, at[1] * p.k * p.n, run * length * p.m * p.n});
  });
}

void forward(const Product& p, const real* a, const real* b, real* c) {
  each_stretch(p, [&](int64_t count, kernels::BatchStep step, kernels::BatchStep at) {
    kernels::gemm_batch(count, step, p.m, p.n, p.k, p.a(a + at.a), p.b(b + at.b), {c + at.c, false},
                        p.n);
  });
}

// C = A B, so dA += dC B^T; and where A is given transposed, dA^T += B dC^T.
void backward_a(const Product& p, const real* b, const real* dc, Slot da) {
  each_stretch(p, [&](int64_t count, kernels::BatchStep step, kernels::BatchStep at) {
    const Matrix grad{dc + at.c, p.n, p.transpose.a}, other{b + at.b, p.b_stride(), p.transpose.b};
    const Matrix turned{other.data, other.stride, !other.transposed};
    const Slot out{da.data + at.a, da.add};
    if (p.transpose.a)
      kernels::gemm_batch(count, {step.b, step.c, step.a}, p.k, p.m, p.n, other, grad, out, p.m);
    else
      kernels::gemm_batch(count, {step.c, step.b, step.a}, p.m, p.k, p.n, grad, turned, out, p.k);
  });
}

// C = A B, so dB += A^T dC; and where B is given transposed, dB^T += dC^T A.
void backward_b(const Product& p, const real* a, const real* dc, Slot db) {
  each_stretch(p, [&](int64_t count, kernels::BatchStep step, kernels::BatchStep at) {
    const Matrix grad{dc + at.c, p.n, p.transpose.b}, other{a + at.a, p.a_stride(), p.transpose.a};
    const Matrix turned{other.data, other.stride, !other.transposed};
    const Slot out{db.data + at.b, db.add};
    if (p.transpose.b)
      kernels::gemm_batch(count, {step.c, step.a, step.b}, p.n, p.k, p.m, grad, other, out, p.k);
    else
      kernels::gemm_batch(count, {step.a, step.c, step.b}, p.k, p.n, p.m, turned, grad, out, p.n);
  });
}

Shape batch_of(const Shape& shape) { return Shape(std::span(shape.begin(), shape.end() - 2)); }

void check(const Op& op, const Tensor& a, const Tensor& b, int ka, int kb) {  // the inner axes
  if (a.size(ka) == b.size(kb)) return;
  throw ShapeError(op.explain(
      "cannot multiply: inner lengths differ", {{"a", a.shape(), {ka}}, {"b", b.shape(), {kb}}},
      "needs (.., m, k) and (.., k, n): a's axis " + std::to_string(ka) + ", " +
          std::to_string(a.size(ka)) + ", must equal b's axis " + std::to_string(kb) + ", " +
          std::to_string(b.size(kb)) +
          (a.size(ka) == b.size(kb == -2 ? -1 : -2) ? "; transpose(b)?" : "")));
}

// `batch` is the result's shape without its last two axes.
Product product_of(const Tensor& a, const Tensor& b, Transpose transpose, const Shape& batch) {
  const int64_t m = a.size(transpose.a ? -1 : -2), k = a.size(transpose.a ? -2 : -1);
  Product p{m,
            b.size(transpose.b ? -2 : -1),
            k,
            transpose,
            Loops(batch, {batch_of(a.shape()), batch_of(b.shape())}),
            a.numel() != batch.numel() * m * k,
            b.numel() != batch.numel() * b.size(-1) * b.size(-2)};
  if (!p.wide_a && p.wide_b && b.dim() == 2 && !transpose.a) {
    p.m *= batch.numel();  // the same B for all: one tall A
    p.batch = Loops({}, {Shape{}, Shape{}});
    p.wide_b = false;
  }
  return p;
}

Tensor multiply(const Op& op, const Tensor& a, const Tensor& b, Transpose transpose) {
  check(op, a, b, transpose.a ? -2 : -1, transpose.b ? -1 : -2);
  Shape shape = broadcast(batch_of(a.shape()), batch_of(b.shape()), "matmul", op.at());
  const Product p = product_of(a, b, transpose, shape);
  shape.push_back(a.size(transpose.a ? -1 : -2));
  shape.push_back(p.n);
  Tensor c = empty(shape, op.at());
  if (c.numel() > 0) forward(p, a.data(), b.data(), c.mutable_data());
  return op.record(c, {a, b}, [p, a = Saved(a), b = Saved(b)](Backward& step) {
    const auto slot = [&](int input, bool wide) {
      return wide ? Slot{step.add_to(input), true} : step.dx(input);
    };
    const real* pa = step.needs(1) ? step.get(a) : nullptr;
    const real* pb = step.needs(0) ? step.get(b) : nullptr;
    std::optional<Steady> dy;  // multiplied twice, sent to a device once
    if (kernels::gemm_is_elsewhere()) dy.emplace(step.dy(), step.size());
    if (step.needs(0)) backward_a(p, pb, step.dy(), slot(0, p.wide_a));
    if (step.needs(1)) backward_b(p, pa, step.dy(), slot(1, p.wide_b));
  });
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b, Transpose transpose, Place at) {
  const Op op("matmul", at);
  if (a.dim() == 0 || b.dim() == 0)
    throw ShapeError(op.explain("cannot multiply a scalar", {{"a", a.shape()}, {"b", b.shape()}},
                                "needs at least one axis each; a number times a tensor is a * b"));
  if (a.dim() == 1 && b.dim() == 1)
    return reshape(matmul(reshape(a, {1, -1}, at), reshape(b, {-1, 1}, at), {}, at), {}, at);
  if (a.dim() == 1)
    return squeeze(matmul(reshape(a, {1, -1}, at), b, {false, transpose.b}, at), -2, at);
  if (b.dim() == 1)
    return squeeze(matmul(a, reshape(b, {-1, 1}, at), {transpose.a, false}, at), -1, at);
  return multiply(op, a, b, transpose);
}

}  // namespace heed::inline HEED_PRECISION
