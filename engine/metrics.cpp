// How good a classifier is.

#include "engine/metrics.hpp"

#include "engine/ops/index_range.hpp"
#include "engine/ops/select.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

Indices predicted(const Op& op, const Tensor& logits, const Indices& labels) {
  if (logits.dim() != 2 || labels.shape() != Shape{logits.size(0)})
    throw ShapeError(
        op.explain("logits and labels do not fit",
                   {{"logits", logits.shape(), {-2}}, {"labels", labels.shape(), {-1}}},
                   "needs (B, C) and (B)"));
  return argmax(logits, 1, false, op.at());
}

}  // namespace

double accuracy(const Tensor& logits, const Indices& labels, Place at) {
  const Op op("accuracy", at);
  const Indices classes = predicted(op, logits, labels);
  if (labels.numel() == 0)
    throw ShapeError(op.explain("there are no examples", {{"logits", logits.shape()}}));
  int64_t right = 0;
  for (int64_t i = 0; i < labels.numel(); ++i) right += classes[i] == labels[i];
  return double(right) / double(labels.numel());
}

Indices confusion_matrix(const Tensor& logits, const Indices& labels, Place at) {
  const Op op("confusion_matrix", at);
  const Indices classes = predicted(op, logits, labels);
  const int64_t count = logits.size(1);
  check_range(op, "labels", labels, count, "a label is one of the classes 0 to C - 1");
  Indices matrix(Shape{count, count});
  for (int64_t i = 0; i < labels.numel(); ++i)
    ++matrix.mutable_data()[labels[i] * count + classes[i]];
  return matrix;
}

double mean_iou(const Tensor& logits, const Indices& labels, Place at) {
  const Op op("mean_iou", at);
  const Indices given = logits.dim() >= 2 ? argmax(logits, 1, false, at) : Indices();
  if (logits.dim() < 2 || given.shape() != labels.shape() || labels.numel() == 0)
    throw ShapeError(op.explain("logits and labels do not fit, or are empty",
                                {{"logits", logits.shape()}, {"labels", labels.shape()}},
                                "needs (B, C, d1, …) and (B, d1, …)"));
  const int64_t classes = logits.size(1);
  check_range(op, "labels", labels, classes, "a label is one of the classes 0 to C - 1");
  std::vector<double> both(size_t(classes), 0), either(size_t(classes), 0);
  for (int64_t i = 0; i < labels.numel(); ++i) {
    ++either[size_t(labels[i])];
    if (given[i] == labels[i])
      ++both[size_t(labels[i])];
    else
      ++either[size_t(given[i])];
  }
  double total = 0, seen = 0;
  for (size_t c = 0; c < both.size(); ++c)
    if (either[c] > 0) total += both[c] / either[c], ++seen;
  return total / seen;
}

}  // namespace heed::inline HEED_PRECISION
