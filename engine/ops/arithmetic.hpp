// Operations on two tensors, element by element, broadcast as in NumPy.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// What an operator takes: a tensor, or a number in its place; and the line that wrote it.
struct Term {
  Tensor tensor;
  Place at;
  Term(const Tensor& x, Place place = Place::here()) : tensor(x), at(place) {}
  Term(double number, Place place = Place::here()) : tensor(number), at(place) {}
};

// Shapes are aligned at the right; lengths must be equal, or one of them 1. ShapeError otherwise.
Tensor operator+(const Term& a, const Term& b);
Tensor operator-(const Term& a, const Term& b);
Tensor operator*(const Term& a, const Term& b);
Tensor operator/(const Term& a, const Term& b);
Tensor operator-(const Tensor& x);

Tensor pow(const Term& base, const Term& exponent);  // base^exponent; x^0 is 1, also for x = 0
Tensor maximum(const Term& a, const Term& b);  // the larger; NaN if one is. Where both are equal
Tensor minimum(const Term& a, const Term& b);  // each gets half the gradient, as in PyTorch

}  // namespace heed::inline HEED_PRECISION
