// The expression and its derivatives.
#include "lessons/02_autograd/expression.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"

namespace lesson {

using namespace heed;

Expression evaluate(const Three& at) {
  Expression e{Tensor(at[0]), Tensor(at[1]), Tensor(at[2]), {}, {}, {}, {}};
  for (Tensor* leaf : {&e.a, &e.b, &e.c}) leaf->requires_grad_();
  e.u = e.a * e.b;
  e.v = e.u + e.c;
  e.t = tanh(e.v);
  e.y = e.u * e.t;
  return e;
}

double value_of(const Three& at) {
  const double u = at[0] * at[1];
  return u * std::tanh(u + at[2]);
}

Three by_hand(const Three& at) {
  const auto [a, b, c] = at;
  const double u = a * b, t = std::tanh(u + c);
  const double dy_dv = u * (1 - t * t);  // y = u t, and t = tanh v has the slope 1 - t²
  const double dy_du = t + dy_dv;        // u reaches y in two ways: directly, and through v
  return {dy_du * b, dy_du * a, dy_dv};
}

Three by_engine(const Three& at) {
  const Expression e = evaluate(at);
  e.y.backward();
  return {double(e.a.grad().item()), double(e.b.grad().item()), double(e.c.grad().item())};
}

Three by_differences(const Three& at, double h) {
  const NoGrad no_grad;
  Three found{};
  for (size_t i = 0; i < at.size(); ++i) {
    Three more = at, less = at;
    more[i] += h, less[i] -= h;
    const double up = double(evaluate(more).y.item()), down = double(evaluate(less).y.item());
    found[i] = (up - down) / (2 * h);
  }
  return found;
}

double largest_difference(const Three& one, const Three& other) {
  double largest = 0;
  for (size_t i = 0; i < one.size(); ++i) largest = std::max(largest, std::abs(one[i] - other[i]));
  return largest;
}

}  // namespace lesson
