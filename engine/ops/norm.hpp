// Normalisation: numbers are brought to mean 0 and variance 1, then scaled and shifted as learned.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// x (.., D), weight (D) or undefined (1), bias (D) or undefined (0) -> (.., D), each row by itself:
//     y = (x - mean) / sqrt(var + eps) * weight + bias,   var = mean((x - mean)^2)
// Ba, Kiros, Hinton 2016. PyTorch's eps is 1e-5, DINO's 1e-6. ShapeError where the shapes do not
// fit, ValueError for a negative eps.
Tensor layer_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5, Place at = Place::here());

// x (N, C, ..), all others (C) or undefined -> (N, C, ..): the same formula for each channel, over
// all other axes (Ioffe and Szegedy 2015). In training, mean and variance are the batch's, and the
// running ones, where defined, move to them by `momentum`, outside the graph (the variance as an
// estimate, divided by n - 1). Otherwise the running ones are used. ShapeError where the shapes do
// not fit, or in training for one number a channel; ValueError where the running ones are needed
// and undefined.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                  const Tensor& running_mean, const Tensor& running_var, bool training,
                  double momentum = 0.1, double eps = 1e-5, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
