// y = x W^T + b on all rows of x at once.

#include "engine/ops/linear.hpp"

#include "engine/kernels/column_sum.hpp"
#include "engine/kernels/gemm.hpp"
#include "engine/threads.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Factor, kernels::gemm, kernels::Matrix;

// So many rows at a time that their x and dy stay in the second-level caches while three gradients
// read them: 256 KiB of floats for each thread. All of them, where dW itself would not stay there.
int64_t rows_at_a_time(int64_t rows, int64_t in, int64_t out) {
  if (in * out > 1 << 17) return std::max<int64_t>(rows, 1);
  return std::max<int64_t>(64, (1 << 16) * num_threads() / (in + out + 1));
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
  Factor(rows, in, out, {weight.data(), in, true})
      .multiply(rows, {x.data(), in}, {y.mutable_data(), false}, out,
                bias.defined() ? bias.data() : nullptr);
  return op.record(y, {x, weight, bias}, [=, x = Saved(x), w = Saved(weight)](Backward& step) {
    const real* px = step.needs(1) ? step.get(x) : nullptr;
    const real* pw = step.needs(0) ? step.get(w) : nullptr;
    const real* dy = step.dy();
    const Slot dx = step.dx(0), dw = step.dx(1), db = step.dx(2);
    const int64_t block = rows_at_a_time(rows, in, out);
    std::optional<Factor> factor;
    if (dx) factor.emplace(rows, out, in, Matrix{pw, in});
    for (int64_t r = 0; r == 0 || r < rows; r += block) {
      const int64_t n = std::min(block, rows - r);
      const real* g = dy + r * out;
      if (dx) factor->multiply(n, {g, out}, {dx.data + r * in, dx.add}, in);
      if (dw) gemm(out, in, n, {g, out, true}, {px + r * in, in}, {dw.data, dw.add || r > 0}, in);
      if (db) kernels::column_sum(n, out, g, {db.data, db.add || r > 0});
    }
  });
}

}  // namespace heed::inline HEED_PRECISION
