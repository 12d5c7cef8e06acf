// Many numbers to one: over the axes that are named, or over all.
#pragma once

#include "engine/ops/dims.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// sum(x) adds up all numbers, sum(x, -1) those of each line along the last axis, sum(x, {0, 2})
// along two axes. The axes are gone from the result or, with keepdim, have length 1. The sum of
// nothing is 0.
Tensor sum(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());
Tensor mean(const Tensor& x, const Dims& dims = {}, bool keepdim = false,
            Place at = Place::here());  // of nothing: NaN
// The product; of nothing: 1. The gradient is exact also where a number, or the product, is 0.
Tensor prod(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());

// The variance, sum (x - mean)^2 / (n - correction) of n numbers each, and its root; 1 is Bessel's
// correction, for an estimate from a sample. As in PyTorch, n - correction is at least 0: then the
// result is infinite, or NaN where all numbers are equal, as for one number and correction 1, or
// where there are none. The gradient of a root of 0 is 0. ValueError if correction is not finite.
// Outside the namespace write heed::std(x).
Tensor var(const Tensor& x, const Dims& dims = {}, bool keepdim = false, double correction = 1,
           Place at = Place::here());
Tensor std(const Tensor& x, const Dims& dims = {}, bool keepdim = false, double correction = 1,
           Place at = Place::here());

// log(sum e^x), in which nothing overflows: the largest x is subtracted first. -inf, with gradient
// 0, where there is nothing but -inf, or nothing.
Tensor logsumexp(const Tensor& x, const Dims& dims = {}, bool keepdim = false,
                 Place at = Place::here());

// (sum |x|^p)^(1/p), the length of vectors; for p = inf the largest |x|, for -inf the smallest, for
// 0 how many numbers are not 0. As PyTorch's vector_norm: the gradient is 0 where the norm is 0,
// and at 0 for p < 1; numbers that tie for the largest |x| share it. ShapeError for a negative or
// infinite p of nothing, ValueError if p is NaN.
Tensor norm(const Tensor& x, double p = 2, const Dims& dims = {}, bool keepdim = false,
            Place at = Place::here());

// The largest and the smallest (PyTorch's amax, amin); NaN if one is. Numbers that tie share the
// gradient equally. ShapeError where there is nothing to choose from.
Tensor max(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());
Tensor min(const Tensor& x, const Dims& dims = {}, bool keepdim = false, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
