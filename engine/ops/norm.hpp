// Normalisation: numbers are brought to mean 0 and variance 1, then scaled and shifted as learned.
#pragma once

#include <optional>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// x (.., D), weight (D) or undefined (1), bias (D) or undefined (0) -> (.., D), each row by itself:
//     y = (x - mean) / sqrt(var + eps) * weight + bias,   var = mean((x - mean)^2)
// Ba, Kiros, Hinton 2016. PyTorch's eps is 1e-5, DINO's 1e-6. ShapeError where the shapes do not
// fit, ValueError for a negative eps.
Tensor layer_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                  double eps = 1e-5, Place at = Place::here());

// The same without a mean (Zhang and Sennrich 2019): y = x / sqrt(mean(x^2) + eps) * weight.
// PyTorch takes for eps, unless given, the distance from 1 to the next number.
Tensor rms_norm(const Tensor& x, const Tensor& weight = {}, std::optional<double> eps = {},
                Place at = Place::here());

// x (N, C, ..), all others (C) or undefined -> (N, C, ..): the same formula for each channel, over
// all other axes (Ioffe and Szegedy 2015). In training, mean and variance are the batch's, and the
// running ones, where defined, move to them by `momentum`, outside the graph (the variance as an
// estimate, divided by n - 1). Otherwise the running ones are used. ShapeError where the shapes do
// not fit, or in training for one number a channel; ValueError where the running ones are needed
// and undefined, or for a negative eps or a momentum outside 0 to 1.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias,
                  const Tensor& running_mean, const Tensor& running_var, bool training,
                  double momentum = 0.1, double eps = 1e-5, Place at = Place::here());

// x (N, C, ..), weight and bias (C) or undefined -> (N, C, ..): the same formula for each example
// and each of num_groups groups of neighbouring channels, over these and all other axes (Wu and He
// 2018). ShapeError where the shapes do not fit or num_groups does not divide C, ValueError for a
// negative eps or num_groups below 1.
Tensor group_norm(const Tensor& x, int64_t num_groups, const Tensor& weight = {},
                  const Tensor& bias = {}, double eps = 1e-5, Place at = Place::here());

// x (N, C, ..), all others (C) or undefined -> (N, C, ..): the same for each example and each
// channel by itself (Ulyanov, Vedaldi, Lempitsky 2016). With use_input_stats, mean and variance are
// its own, and the running ones, where defined, move to their means over the examples, outside the
// graph, as in batch_norm. Otherwise the running ones are used. Errors as for batch_norm.
Tensor instance_norm(const Tensor& x, const Tensor& weight = {}, const Tensor& bias = {},
                     const Tensor& running_mean = {}, const Tensor& running_var = {},
                     bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5,
                     Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
