// y = activation(x W1^T + b1) W2^T + b2. Each block of rows goes through both layers before the
// next begins: what is between them is read where it was just written.

#include "engine/ops/feed_forward.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/kept.hpp"
#include "engine/kernels/activation.hpp"
#include "engine/kernels/layer_gradients.hpp"
#include "engine/kernels/row.hpp"
#include "engine/kernels/row_blocks.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Factor, kernels::from_number, kernels::layer_gradients, kernels::RowBlocks;

struct Sizes {
  int64_t rows, in, hidden, out;
  RowBlocks blocks() const { return {rows, in + 3 * hidden + out, hidden * std::max(in, out)}; }
};

// The numbers of the operands; a bias may be null.
struct Weights {
  const real *w1, *b1, *w2, *b2;
};

// What lies between the layers, (rows, hidden), as far as backward needs it; empty if there will be
// none. For gelu its inputs: values and slopes are found again, which costs no more than to store
// and load two arrays. For relu its values, which show the slopes.
struct Between {
  Activation activation;
  Buffer kept;
  bool keeps_input() const { return activation == Activation::gelu; }
};

// n numbers before the activation, at `x`, become its values.
void activate(Activation activation, int64_t n, const real* x, real* values) {
  kernels::parallel_for(n, kernels::kGrain / 4, [&](int64_t begin, int64_t end) {
    const auto apply = [&](auto f) {
      kernels::map_here(end - begin, f, {values + begin, false}, x + begin);
    };
    if (activation == Activation::gelu)
      apply([](auto v) { return kernels::ExactGelu::f(v); });
    else
      apply([](auto v) { return kernels::not_negative(v); });
  });
}

// From what was kept: the gradients d of n values become those of the activation's inputs; and for
// gelu the values themselves, if they are asked for.
void activate_backward(Activation activation, int64_t n, const real* kept, real* values, real* d) {
  kernels::parallel_for(n, kernels::kGrain / 4, [&](int64_t begin, int64_t end) {
    kernels::each_in_row(end - begin, [&](auto at) {
      const auto x = at(kept + begin), g = at(d + begin);
      kernels::prefetch(kept + begin + at.i);
      const decltype(g) zero(real(0));
      if (activation == Activation::relu)
        return at.put({d + begin, false}, kernels::choose(x > zero, g, zero));
      const auto [value, slope] = kernels::ExactGelu::both(x);
      at.put({d + begin, false}, g * slope);
      if (values) at.put({values + begin, false}, value);
    });
  });
}

void forward(const Sizes& size, const real* x, const Weights& w, const Between& between, real* y) {
  const Factor first(size.rows, size.hidden, size.in, {w.w1, size.in, true});
  const Factor second(size.rows, size.out, size.hidden, {w.w2, size.hidden, true});
  size.blocks().each([&](int64_t r, int64_t n) {
    const bool apart = between.kept && between.keeps_input();
    const Buffer now = apart || !between.kept ? Buffer::uninitialized(n * size.hidden) : Buffer();
    real* before = between.kept ? between.kept.data() + r * size.hidden : now.data();
    real* values = apart ? now.data() : before;
    first.multiply(n, {x + r * size.in, size.in}, {before, false}, size.hidden, w.b1);
    activate(between.activation, n * size.hidden, before, values);
    second.multiply(n, {values, size.hidden}, {y + r * size.out, false}, size.out, w.b2);
  });
}

// That of x, of which each block has its rows, and those that blocks add to.
struct Gradients {
  Slot x, w1, b1, w2, b2;

  Gradients(const Sizes& size, const Backward& step)
      : x(step.dx(0)), w1(step.dx(1)), b1(step.dx(2)), w2(step.dx(3)), b2(step.dx(4)) {
    kernels::add_where_shared(x, size.rows * size.in, {w1, b1, w2, b2});
  }
  // Those that blocks add to, and how many numbers each has.
  std::array<std::pair<Slot*, int64_t>, 4> added(const Sizes& size) {
    return {{{&w1, size.hidden * size.in},
             {&b1, size.hidden},
             {&w2, size.out * size.hidden},
             {&b2, size.out}}};
  }
};

// Where a block adds to the gradients of weights and biases: where they belong, or in a thread's
// sums, one behind the other.
Gradients sums_of(const Sizes& size, const Gradients& to, real* sums, bool first) {
  Gradients part = to;
  for (const auto& [slot, numbers] : part.added(size)) {
    slot->add = slot->add || sums || !first;
    if (sums && *slot) slot->data = sums;
    if (sums) sums += numbers;
  }
  return part;
}

// With h = activation(z): dh = dy W2 and dz = dh activation'(z), from which dx = dz W1.
void backward(const Sizes& size, const real* x, const Weights& w, const Between& between,
              const real* dy, const Gradients& to) {
  const int64_t in = size.in, hidden = size.hidden, out = size.out;
  const bool below = to.x || to.w1 || to.b1;
  std::optional<Steady> sent_once;  // dy, which is multiplied twice
  if (kernels::gemm_is_elsewhere()) sent_once.emplace(dy, size.rows * out);
  std::optional<Factor> first, second;
  if (to.x) first.emplace(size.rows, in, hidden, kernels::Matrix{w.w1, in});
  if (below) second.emplace(size.rows, hidden, out, kernels::Matrix{w.w2, hidden});
  const auto block = [&](int64_t r, int64_t n, real* sums) {
    const Gradients part = sums_of(size, to, sums, r == 0);
    const real *g = dy + r * out, *kept = between.kept.data() + r * hidden;
    const bool anew = to.w2 && between.keeps_input();
    const Buffer again = anew ? Buffer::uninitialized(n * hidden) : Buffer();
    const real* h = again ? again.data() : kept;
    if (below) {
      const Buffer dz = Buffer::uninitialized(n * hidden);
      second->multiply(n, {g, out}, {dz.data(), false}, hidden);
      activate_backward(between.activation, n * hidden, kept, again.data(), dz.data());
      layer_gradients(n, in, hidden, {x + r * in, in}, {dz.data(), hidden}, part.w1, part.b1);
      if (to.x) first->multiply(n, {dz.data(), hidden}, from_number(r * in, to.x), in);
    } else if (again) {
      activate(between.activation, n * hidden, kept, again.data());
    }
    layer_gradients(n, hidden, out, {h, hidden}, {g, out}, part.w2, part.b2);
  };
  size.blocks().each_adding((in + out) * hidden + hidden + out, block, [&](const Buffer& sums) {
    const real* from = sums.data();
    Gradients all = to;
    for (const auto& [slot, numbers] : all.added(size)) {
      kernels::put(*slot, from, numbers);
      from += numbers;
    }
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
  const Between between{activation,
                        recorded ? Buffer::uninitialized(size.rows * size.hidden) : Buffer()};
  Tensor y = empty(shape, at);
  forward(size, x.data(), {weight1.data(), numbers(bias1), weight2.data(), numbers(bias2)}, between,
          y.mutable_data());
  return op.record(y, inputs,
                   [=, x = Saved(x), w1 = Saved(weight1), w2 = Saved(weight2)](Backward& step) {
                     const real* px = step.get(x);
                     const Weights weights{step.get(w1), nullptr, step.get(w2), nullptr};
                     backward(size, px, weights, between, step.dy(), Gradients(size, step));
                   });
}

}  // namespace heed::inline HEED_PRECISION
