// y = x W^T + b on all rows of x at once.

#include "engine/ops/linear.hpp"

#include "engine/kernels/gemm.hpp"
#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::gemm;

void add_bias(int64_t rows, int64_t out, const real* bias, real* y) {
  kernels::parallel_for(rows, kernels::kGrain / (out + 1), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      kernels::map_here(
          out, [](auto b) { return b; }, {y + r * out, true}, bias);
  });
}

// y_r = W x_r + b, so every row of dy is a part of db.
void bias_backward(int64_t rows, int64_t out, const real* dy, Slot db) {
  if (!db.add) std::fill_n(db.data, out, real(0));
  kernels::parallel_for(out, kernels::kGrain / (rows + 1), [&](int64_t begin, int64_t end) {
    for (int64_t r = 0; r < rows; ++r)
      kernels::map_here(
          end - begin, [](auto g) { return g; }, {db.data + begin, true}, dy + r * out + begin);
  });
}

void check(const Op& op, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (weight.dim() != 2)
    throw ShapeError(
        op.explain("the weight is no matrix", {{"weight", weight.shape()}}, "needs (out, in)"));
  if (x.dim() == 0 || x.size(-1) != weight.size(1))
    throw ShapeError(op.explain("input and weight do not fit",
                                {{"x", x.shape(), {-1}}, {"weight", weight.shape(), {-1}}},
                                "needs (.., in) and (out, in): both last lengths must be equal"));
  if (bias.defined() && bias.shape() != Shape{weight.size(0)})
    throw ShapeError(op.explain("bias and weight do not fit",
                                {{"bias", bias.shape(), {-1}}, {"weight", weight.shape(), {-2}}},
                                "needs (out) and (out, in)"));
}

}  // namespace

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias, Place at) {
  const Op op("linear", at);
  check(op, x, weight, bias);
  const int64_t out = weight.size(0), in = weight.size(1);
  Shape shape = x.shape();
  shape[shape.rank() - 1] = out;
  const int64_t rows = shape.product(0, shape.rank() - 1);
  Tensor y = empty(shape, at);
  gemm(rows, out, in, {x.data(), in}, {weight.data(), in, true}, {y.mutable_data(), false}, out);
  if (bias.defined()) add_bias(rows, out, bias.data(), y.mutable_data());
  return op.record(y, {x, weight, bias}, [=, x = Saved(x), w = Saved(weight)](Backward& step) {
    const real* px = step.needs(1) ? step.get(x) : nullptr;
    const real* pw = step.needs(0) ? step.get(w) : nullptr;
    const real* dy = step.dy();
    if (const Slot dx = step.dx(0)) gemm(rows, in, out, {dy, out}, {pw, in}, dx, in);
    if (const Slot dw = step.dx(1)) gemm(out, in, rows, {dy, out, true}, {px, in}, dw, in);
    if (const Slot db = step.dx(2)) bias_backward(rows, out, dy, db);
  });
}

}  // namespace heed::inline HEED_PRECISION
