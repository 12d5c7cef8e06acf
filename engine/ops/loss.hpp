// Losses: how far a result is from what it should be.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

enum class Reduction { mean, sum, none };  // of the losses to one number; none keeps each

// Which labels count how much, and what becomes of the losses.
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

// As CrossEntropy, without smoothing.
struct NllLoss {
  Tensor weight = {};           // (C), of each class; undefined: 1 each. Gets no gradient
  int64_t ignore_index = -100;  // a label that does not count
  Reduction reduction = Reduction::mean;
};

// -w_label x_label for log-probabilities x (N, C) or (N, C, d1, …), as log_softmax gives them, and
// labels (N) or (N, d1, …); the mean divides by the sum of w_label. Errors as cross_entropy's,
// which is this of log_softmax.
Tensor nll_loss(const Tensor& log_probs, const Indices& labels, const NllLoss& options = {},
                Place at = Place::here());

// Which losses count how much, and what becomes of them.
struct BinaryCrossEntropy {
  Tensor weight = {};      // of each loss, and
  Tensor pos_weight = {};  // of its part for the target 1: broadcast to the input. No gradient
  Reduction reduction = Reduction::mean;
};

// -w (p t log s + (1 - t) log(1 - s)), s = sigmoid(input), t the target, a probability, w and p the
// weights; computed from the logits, so that no s is rounded to 0 or 1. Input and target have one
// shape; both get a gradient. Where t is 0 or 1, the other part is 0, even if its logarithm is
// infinite (PyTorch says NaN). ShapeError where the shapes do not fit, ValueError for a weight that
// wants a gradient.
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropy& options = {},
                                        Place at = Place::here());

// These compare input and target, of one shape, which is not broadcast: (N, 1) against (N) is a
// mistake, and a ShapeError. With d = input - target, for each number
//     mse_loss        d^2
//     l1_loss         |d|, with gradient 0 at 0
//     smooth_l1_loss  d^2 / (2 beta) where |d| < beta, elsewhere |d| - beta / 2 (Girshick 2015)
// For beta = 0 the last is l1_loss; ValueError unless beta is finite and at least 0.
Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean,
                Place at = Place::here());
Tensor l1_loss(const Tensor& input, const Tensor& target, Reduction reduction = Reduction::mean,
               Place at = Place::here());
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, double beta = 1,
                      Reduction reduction = Reduction::mean, Place at = Place::here());

// batchmean: the sum over the length of the first axis, which is the divergence as it is defined.
enum class KlReduction { mean, batchmean, sum, none };
struct KlDiv {
  bool log_target = false;  // the target holds logarithms, too
  KlReduction reduction = KlReduction::mean;
};

// t (log t - x), the divergence of Kullback and Leibler (1951), for log-probabilities x and target
// probabilities t of one shape; both get a gradient. A t of 0 adds nothing, even where x is -inf
// (PyTorch says NaN). ShapeError for two shapes, and for the batchmean of a scalar.
Tensor kl_div(const Tensor& input, const Tensor& target, const KlDiv& options = {},
              Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
