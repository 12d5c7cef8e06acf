// y = activation(x W1^T + b1) W2^T + b2. Each block of rows goes through both layers before the
// next begins: what is between them is read where it was just written.

#include "engine/ops/feed_forward.hpp"

#include <algorithm>
#include <optional>

#include "engine/kernels/column_sum.hpp"
#include "engine/kernels/gelu.hpp"
#include "engine/kernels/gemm.hpp"
#include "engine/kernels/row.hpp"
#include "engine/threads.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Factor, kernels::gemm, kernels::from_number;

struct Sizes {
  int64_t rows, in, hidden, out;
  // So many rows that their numbers stay in the second-level caches: 256 KiB of floats for each
  // thread. All of them, where the weights' gradients would not stay there, too.
  int64_t block() const {
    if (hidden * std::max(in, out) > 1 << 17) return std::max<int64_t>(rows, 1);
    return std::max<int64_t>(64, (1 << 16) * num_threads() / (in + 2 * hidden + out + 1));
  }
  // Runs body(first, rows) for all blocks; once for none, so that gradients are written.
  template <class Body>
  void each_block(const Body& body) const {
    for (int64_t r = 0; r == 0 || r < rows; r += block()) body(r, std::min(block(), rows - r));
  }
};

// The numbers of the operands; a bias may be null.
struct Weights {
  const real *w1, *b1, *w2, *b2;
};

// What lies between the layers: of all rows for backward, else of one block. GELU's slope is found
// with its value, from the same erf; relu's is seen in its value.
struct Between {
  Activation activation;
  bool all;
  Buffer values, slopes;  // (rows, hidden)

  Between(const Sizes& size, Activation a, bool backward) : activation(a), all(backward) {
    const int64_t numbers = (all ? size.rows : std::min(size.rows, size.block())) * size.hidden;
    values = Buffer::uninitialized(numbers);
    if (all && a == Activation::gelu) slopes = Buffer::uninitialized(numbers);
  }
  bool has_slopes() const { return all && activation == Activation::gelu; }
};

// n numbers before the activation, at `x`, become its values, and their slopes if asked for.
void activate(Activation activation, int64_t n, const real* x, real* values, real* slopes) {
  kernels::parallel_for(n, kernels::kGrain / 4, [&](int64_t begin, int64_t end) {
    kernels::each_in_row(end - begin, [&](auto at) {
      const auto v = at(x + begin);
      if (activation == Activation::gelu) {
        const auto [value, slope] = kernels::ExactGelu::both(v);
        at.put({values + begin, false}, value);
        if (slopes) at.put({slopes + begin, false}, slope);
      } else {
        const decltype(v) zero(real(0));
        at.put({values + begin, false}, kernels::choose(v < zero, zero, v));  // NaN stays
      }
    });
  });
}

// The gradient of the values becomes that of what was before the activation.
void activate_backward(const Between& between, int64_t first, int64_t n, real* d) {
  const real* values = between.values.data() + first;
  const real* slopes = between.has_slopes() ? between.slopes.data() + first : nullptr;
  kernels::parallel_for(n, kernels::kGrain / 4, [&](int64_t begin, int64_t end) {
    kernels::each_in_row(end - begin, [&](auto at) {
      const auto g = at(d + begin);
      const decltype(g) zero(real(0));
      at.put({d + begin, false},
             slopes ? g * at(slopes + begin) : kernels::choose(at(values + begin) > zero, g, zero));
    });
  });
}

void forward(const Sizes& size, const real* x, const Weights& w, const Between& between, real* y) {
  const Factor first(size.rows, size.in, size.hidden, {w.w1, size.in, true});
  const Factor second(size.rows, size.hidden, size.out, {w.w2, size.hidden, true});
  size.each_block([&](int64_t r, int64_t n) {
    const int64_t place = between.all ? r * size.hidden : 0;
    real* values = between.values.data() + place;
    real* slopes = between.has_slopes() ? between.slopes.data() + place : nullptr;
    first.multiply(n, {x + r * size.in, size.in}, {values, false}, size.hidden, w.b1);
    activate(between.activation, n * size.hidden, values, values, slopes);
    second.multiply(n, {values, size.hidden}, {y + r * size.out, false}, size.out, w.b2);
  });
}

// In the order in which they are written: one tensor may stand in several places.
struct Gradients {
  Slot w2, b2, w1, b1, x;
};

// With h = activation(z): dW2 = dy^T h, dh = dy W2, dz = dh activation'(z), dW1 = dz^T x, dx = dz
// W1.
void backward(const Sizes& size, const real* x, const Weights& w, const Between& between,
              const real* dy, const Gradients& to) {
  const int64_t in = size.in, hidden = size.hidden, out = size.out;
  const bool below = to.x || to.w1 || to.b1;
  std::optional<Factor> first, second;
  if (to.x) first.emplace(size.rows, hidden, in, kernels::Matrix{w.w1, in});
  if (below) second.emplace(size.rows, out, hidden, kernels::Matrix{w.w2, hidden});
  const Buffer dz = Buffer::uninitialized(std::min(size.rows, size.block()) * hidden);
  size.each_block([&](int64_t r, int64_t n) {
    const auto of = [&](const Slot& slot) { return Slot{slot.data, slot.add || r > 0}; };
    const real *g = dy + r * out, *h = between.values.data() + r * hidden;
    if (to.w2) gemm(out, hidden, n, {g, out, true}, {h, hidden}, of(to.w2), hidden);
    if (to.b2) kernels::column_sum(n, out, g, of(to.b2));
    if (!below) return;
    second->multiply(n, {g, out}, {dz.data(), false}, hidden);
    activate_backward(between, r * hidden, n * hidden, dz.data());
    if (to.w1) gemm(hidden, in, n, {dz.data(), hidden, true}, {x + r * in, in}, of(to.w1), in);
    if (to.b1) kernels::column_sum(n, hidden, dz.data(), of(to.b1));
    if (to.x) first->multiply(n, {dz.data(), hidden}, from_number(r * in, to.x), in);
  });
}

void check(const Op& op, const Tensor& x, const Tensor& w1, const Tensor& b1, const Tensor& w2,
           const Tensor& b2) {
  const auto refuse = [&](std::string_view problem) {
    throw ShapeError(op.explain(
        problem, {{"x", x.shape(), {-1}}, {"weight1", w1.shape()}, {"weight2", w2.shape()}},
        "needs x (.., in), weight1 (hidden, in), bias1 (hidden), weight2 (out, hidden), "
        "bias2 (out)"));
  };
  if (w1.dim() != 2 || w2.dim() != 2) refuse("a weight is no matrix");
  if (x.dim() == 0 || x.size(-1) != w1.size(1)) refuse("input and first weight do not fit");
  if (w2.size(1) != w1.size(0)) refuse("the weights do not fit each other");
  if (b1.defined() && b1.shape() != Shape{w1.size(0)}) refuse("bias1 does not fit its weight");
  if (b2.defined() && b2.shape() != Shape{w2.size(0)}) refuse("bias2 does not fit its weight");
}

}  // namespace

Tensor feed_forward(const Tensor& x, const Tensor& weight1, const Tensor& bias1,
                    const Tensor& weight2, const Tensor& bias2, Activation activation, Place at) {
  const Op op("feed_forward", at);
  check(op, x, weight1, bias1, weight2, bias2);
  Shape shape = x.shape();
  shape[shape.rank() - 1] = weight2.size(0);
  const Sizes size{shape.product(0, shape.rank() - 1), weight1.size(1), weight1.size(0),
                   weight2.size(0)};
  const std::initializer_list<Tensor> inputs = {x, weight1, bias1, weight2, bias2};
  const bool recorded = grad_enabled() && std::ranges::any_of(inputs, [](const Tensor& input) {
                          return input.defined() && input.requires_grad();
                        });
  const auto numbers = [](const Tensor& bias) { return bias.defined() ? bias.data() : nullptr; };
  const Between between(size, activation, recorded);
  Tensor y = empty(shape, at);
  forward(size, x.data(), {weight1.data(), numbers(bias1), weight2.data(), numbers(bias2)}, between,
          y.mutable_data());
  return op.record(y, inputs,
                   [=, x = Saved(x), w1 = Saved(weight1), w2 = Saved(weight2)](Backward& step) {
                     const real* px = step.get(x);
                     const Weights weights{step.get(w1), nullptr, step.get(w2), nullptr};
                     backward(size, px, weights, between, step.dy(),
                              {step.dx(3), step.dx(4), step.dx(1), step.dx(2), step.dx(0)});
                   });
}

}  // namespace heed::inline HEED_PRECISION
