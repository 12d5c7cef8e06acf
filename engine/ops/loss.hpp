// Losses: how far a result is from what it should be.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

enum class Reduction { mean, sum, none };  // of the losses to one number; none keeps each

struct CrossEntropy {
  Tensor weight = {};           // (C), of each class; undefined: 1 each. Gets no gradient
  double label_smoothing = 0;   // in [0, 1]: this part of the target is shared by all classes
  int64_t ignore_index = -100;  // a label that does not count
  Reduction reduction = Reduction::mean;
};

// -sum_c t_c w_c log(softmax(x)_c) for logits x (N, C) or (N, C, d1, …) and labels (N) or (N, d1,
// …), where the target t is (1 - s) [c = label] + s / C for a label smoothing of s (Szegedy et al.
// 2016). The mean weighs each loss by its label's class, as in PyTorch: it divides by the sum of
// w_label. NaN where no label counts. ValueError if a label is not a class.
Tensor cross_entropy(const Tensor& logits, const Indices& labels, const CrossEntropy& options = {},
                     Place at = Place::here());

// (input - target)^2; both of one shape, which is not broadcast: (N, 1) against (N) is a mistake.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean,
                Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
