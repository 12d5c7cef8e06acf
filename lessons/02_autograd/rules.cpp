// The five operations, in the form of the engine's own: open it, compute, record with a rule. A
// rule reads its result's gradient, step.dy(), and puts its part into step.dx(input).
#include "lessons/02_autograd/rules.hpp"

#include <cmath>

#include "engine/ops/arithmetic.hpp"

namespace lesson {

using namespace heed;

namespace {

// dx[i] += part(i), or dx[i] = part(i) where nobody has put anything yet.
template <class F>
void put(const Slot& slot, int64_t size, F part) {
  if (!slot) return;  // this input needs no gradient
  for (int64_t i = 0; i < size; ++i) slot.data[i] = (slot.add ? slot.data[i] : 0) + part(i);
}

}  // namespace

Tensor square(const Tensor& x, Rule rule) {
  const Op op("square", Place::here());
  Tensor y = empty(x.shape());
  for (int64_t i = 0; i < x.numel(); ++i) y.mutable_data()[i] = x.data()[i] * x.data()[i];
  const real factor = rule == Rule::right ? 2 : 1;  // the 2 of 2x, forgotten
  return op.record(y, {x}, [factor, saved = Saved(x)](Backward& step) {
    const real *numbers = step.get(saved), *dy = step.dy();
    put(step.dx(0), step.size(), [=](int64_t i) { return dy[i] * factor * numbers[i]; });
  });
}

Tensor product(const Tensor& a, const Tensor& b, Rule rule) {
  const Op op("product", Place::here());
  Tensor y = empty(a.shape());
  for (int64_t i = 0; i < a.numel(); ++i) y.mutable_data()[i] = a.data()[i] * b.data()[i];
  // da is dy b. Wrong: a and b exchanged.
  const Saved for_a(rule == Rule::right ? b : a), for_b(rule == Rule::right ? a : b);
  return op.record(y, {a, b}, [=](Backward& step) {
    const real *slope_a = step.get(for_a), *slope_b = step.get(for_b), *dy = step.dy();
    put(step.dx(0), step.size(), [=](int64_t i) { return dy[i] * slope_a[i]; });
    put(step.dx(1), step.size(), [=](int64_t i) { return dy[i] * slope_b[i]; });
  });
}

Tensor add_row(const Tensor& x, const Tensor& row, Rule rule) {
  const Op op("add_row", Place::here());
  const int64_t n = x.size(0), d = x.size(1);
  Tensor y = empty(x.shape());
  for (int64_t i = 0; i < n * d; ++i) y.mutable_data()[i] = x.data()[i] + row.data()[i % d];
  // Every row of x used the same numbers, so their gradient is a sum over the rows. Wrong: the
  // first row's alone.
  const int64_t rows = rule == Rule::right ? n : 1;
  return op.record(y, {x, row}, [=](Backward& step) {
    const real* dy = step.dy();
    step.pass(0);
    real* drow = step.add_to(1);
    for (int64_t i = 0; drow && i < rows * d; ++i) drow[i % d] += dy[i];
  });
}

Tensor hyperbolic(const Tensor& x, Rule rule) {
  const Op op("hyperbolic", Place::here());
  Tensor y = empty(x.shape());
  for (int64_t i = 0; i < x.numel(); ++i) y.mutable_data()[i] = std::tanh(x.data()[i]);
  // The slope is 1 - y², y the result. Wrong: the input was saved and taken for it.
  return op.record(y, {x}, [saved = Saved(rule == Rule::right ? y : x)](Backward& step) {
    const real *numbers = step.get(saved), *dy = step.dy();
    const auto slope = [=](int64_t i) { return 1 - numbers[i] * numbers[i]; };
    put(step.dx(0), step.size(), [=](int64_t i) { return dy[i] * slope(i); });
  });
}

Tensor twice(const Tensor& x, Rule rule) {
  const Op op("twice", Place::here());
  Tensor y = empty(x.shape());
  for (int64_t i = 0; i < x.numel(); ++i) y.mutable_data()[i] = 2 * x.data()[i];
  return op.record(y, {x}, [rule](Backward& step) {
    const real* dy = step.dy();
    Slot slot = step.dx(0);
    if (rule == Rule::wrong) slot.add = false;  // = where += is meant: what others put is gone
    put(slot, step.size(), [=](int64_t i) { return 2 * dy[i]; });
  });
}

GradcheckResult Trial::check(Rule rule) const {
  return gradcheck([&](const std::vector<Tensor>& x) { return f(x, rule); }, inputs);
}

using In = const std::vector<Tensor>&;

std::vector<Trial> trials(Random& random) {
  const Tensor x = randn({4, 5}, random), z = randn({4, 5}, random), row = randn({5}, random);
  return {
      {"square",
       "`dx += dy · 2x`",
       "forgets the 2",
       [](In in, Rule r) { return square(in[0], r); },
       {x}},
      {"product",
       "`da += dy · b`, `db += dy · a`",
       "exchanges a and b",
       [](In in, Rule r) { return product(in[0], in[1], r); },
       {x, z}},
      {"broadcast",
       "`drow +=` every row of `dy`",
       "takes the first row only",
       [](In in, Rule r) { return add_row(in[0], in[1], r); },
       {x, row}},
      {"tanh",
       "`dx += dy · (1 − y²)`",
       "takes x for y",
       [](In in, Rule r) { return hyperbolic(in[0], r); },
       {x}},
      {"fan-out",
       "`dx += 2 dy`",
       "writes `=` for `+=`",
       [](In in, Rule r) { return twice(in[0], r) * in[0]; },
       {x}},
  };
}

}  // namespace lesson
