// The lesson's expression, y = u · tanh(u + c) with u = a · b, and three ways to its derivatives.
#pragma once

#include <array>

#include "engine/tensor.hpp"

namespace lesson {

using heed::Tensor;

// a, b and c; or the derivatives of y by them.
using Three = std::array<double, 3>;
constexpr Three kPoint = {2, 1.5, -2.5};  // where the lesson looks

// The expression as the engine computes it, with every step kept.
struct Expression {
  Tensor a, b, c;     // leaves: marked with requires_grad_()
  Tensor u, v, t, y;  // u = a b, v = u + c, t = tanh(v), y = u t
};
Expression evaluate(const Three& at);

double value_of(const Three& at);  // y, without the engine, in double precision

Three by_hand(const Three& at);    // the chain rule on paper
Three by_engine(const Three& at);  // backward()
// (y(x + h) - y(x - h)) / 2h for each of the three, with the engine's numbers.
Three by_differences(const Three& at, double h);

double largest_difference(const Three& one, const Three& other);

}  // namespace lesson
