// How good a classifier is.
#pragma once

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// The share of examples whose largest logit is that of their label: logits (B, C), labels (B).
// ShapeError if they do not fit or there is no example.
double accuracy(const Tensor& logits, const Indices& labels, Place at = Place::here());

// How often each label (row) was taken for each class (column): (C, C). ValueError if a label is
// not a class.
Indices confusion_matrix(const Tensor& logits, const Indices& labels, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
