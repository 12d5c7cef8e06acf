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

// The mean over classes of intersection over union (Everingham et al. 2010, for segmentation): of
// the places (pixels) that have a class or were given it, the share that have it and were given it.
// Logits (B, C, d1, …), labels (B, d1, …). Classes that neither has are left out. ShapeError if
// they do not fit or there is no place, ValueError if a label is not a class.
double mean_iou(const Tensor& logits, const Indices& labels, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
