// y = x W^T + b on all rows of x at once.

#include "engine/ops/linear.hpp"

#include <optional>

#include "engine/kept.hpp"
#include "engine/kernels/layer_gradients.hpp"
#include "engine/kernels/row.hpp"
#include "engine/kernels/row_blocks.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Factor, kernels::layer_gradients, kernels::Matrix;

// That of x, of which each block has its rows, and those that blocks add to.
struct Gradients {
  Slot x, weight, bias;

  Gradients(int64_t numbers, const Backward& step)
      : x(step.dx(0)), weight(step.dx(1)), bias(step.dx(2)) {
    kernels::add_where_shared(x, numbers, {weight, bias});
  }
};

// dx = dy W, dW = dy^T x, and every row of dy is a part of db: from dy and x while they are near.
void backward(int64_t rows, int64_t in, int64_t out, const real* x, const real* w, const real* dy,
              const Gradients& to) {
  std::optional<Steady> sent_once;  // dy, which is multiplied twice
  if (kernels::gemm_is_elsewhere()) sent_once.emplace(dy, rows * out);
  std::optional<Factor> factor;
  if (to.x) factor.emplace(rows, in, out, Matrix{w, in});
  const auto block = [&](int64_t r, int64_t n, real* sums) {
    const auto of = [&](const Slot& slot, int64_t place) {
      return sums && slot ? Slot{sums + place, true} : Slot{slot.data, slot.add || r > 0};
    };
    const real* g = dy + r * out;
    if (to.x) factor->multiply(n, {g, out}, kernels::from_number(r * in, to.x), in);
    const Slot dw = of(to.weight, 0), db = of(to.bias, in * out);
    layer_gradients(n, in, out, {x + r * in, in}, {g, out}, dw, db);
  };
  kernels::RowBlocks{rows, in + out, in * out}.each_adding(
      in * out + out, block, [&](const Buffer& sums) {
        kernels::put(to.weight, sums.data(), in * out);
        kernels::put(to.bias, sums.data() + in * out, out);
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
  Factor(rows, out, in, {weight.data(), in, true})
      .multiply(rows, {x.data(), in}, {y.mutable_data(), false}, out,
                bias.defined() ? bias.data() : nullptr);
  return op.record(y, {x, weight, bias}, [=, x = Saved(x), w = Saved(weight)](Backward& step) {
    const real* px = step.needs(1) ? step.get(x) : nullptr;
    const real* pw = step.needs(0) ? step.get(w) : nullptr;
    backward(rows, in, out, px, pw, step.dy(), Gradients(rows * in, step));
  });
}

}  // namespace heed::inline HEED_PRECISION
