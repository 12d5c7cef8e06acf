// Rows: cross_entropy.

#include <cmath>

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/some_labels.hpp"

namespace {

using namespace heed;

// PyTorch's documented definition, one line at a time: -sum_c t_c w_c log(softmax(x)_c), where
// t = (1 - s) [c = label] + s / C, and a mean divides by the sum of w_label.
Tensor by_definition(const Tensor& x, const Indices& labels, const CrossEntropy& options) {
  const int axis = x.dim() == 1 ? 0 : 1;
  const auto weight = [&](int64_t c) {
    return options.weight.defined() ? double(options.weight.data()[c]) : 1.0;
  };
  double total = 0, weights = 0;
  int64_t i = 0;
  const Tensor each = by_index(labels.shape(), [&](Index index) {
    const int64_t label = labels[i++];
    if (label == options.ignore_index) return 0.0;
    index.insert(index.begin() + axis, 0);
    const std::vector<double> line = line_through(x, axis, index);
    double sum = 0, loss = 0;
    for (const double v : line) sum += std::exp(v);
    for (int64_t c = 0; c < int64_t(line.size()); ++c) {
      const double even = options.label_smoothing / double(line.size());
      const double target = (c == label ? 1 - options.label_smoothing : 0) + even;
      // Smoothing weighs each class by its own weight; so does the label.
      loss -= target * weight(c) * (line[size_t(c)] - std::log(sum));
    }
    total += loss;
    weights += weight(label);
    return loss;
  });
  if (options.reduction == Reduction::none) return each;
  return Tensor(options.reduction == Reduction::mean ? total / weights : total);
}

using Options = std::function<CrossEntropy(int64_t classes)>;

OpRow row(const char* name, Options options, int64_t ignore_every = 0) {
  const auto set = [=](const Tensor& x) { return options(x.dim() == 1 ? x.size(0) : x.size(1)); };
  return {
      .name = name,
      .f =
          [=](auto& in) {
            return cross_entropy(in[0], labels_for(in[0], ignore_every), set(in[0]));
          },
      .oracle =
          [=](auto& in) {
            return by_definition(in[0], labels_for(in[0], ignore_every), set(in[0]));
          },
      .shapes = {{{1, 1}},
                 {{3}},
                 {{2, 4}},
                 {{33, 17}},
                 {{5, 16}},
                 {{2, 3, 5}},
                 {{3, 5, 2, 9}},
                 {{2, 3, 37}},
                 {{4, 1001}}},
      .empty_is_legal = false,
      .nan_stays = ignore_every == 0,  // a line that does not count may hold what it likes
  };
}

// The mean of no losses is NaN, of which there is no difference; elsewhere there may be none.
OpRow with_empty(OpRow row) {
  row.empty_is_legal = true;
  row.shapes.push_back({{0, 3}});
  row.shapes.push_back({{2, 3, 0}});
  return row;
}

OpRow with_large(OpRow row) {
  row.shapes.push_back({{1100, 10}});
  return row;
}

Indices labels(std::vector<int64_t> values) { return Indices(std::move(values)); }

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>([] { cross_entropy(ones({}), Indices(Shape{})); }, {"no axis of classes"}),
      throws<ShapeError>(
          [] {
            cross_entropy(ones({2, 3}), Indices(Shape{3}));
          },
          {"logits  (2, 3)", "labels     (3)", "here (2)"}),
      throws<ValueError>(
          [] {
            cross_entropy(ones({2, 3}), labels({0, 3}));
          },
          {"3 at (1) of labels is outside 0 to 2", "ignore_index, -100"}),
      throws<ValueError>(
          [] {
            cross_entropy(ones({1, 3, 2, 2}), Indices({1, 2, 2}, {0, 1, -1, 2}));
          },
          {"-1 at (0, 1, 0) of labels"}),
      throws<ShapeError>(
          [] {
            cross_entropy(ones({2, 3}), labels({0, 1}), {.weight = ones({2})});
          },
          {"not one weight for each class", "here (3)"}),
      throws<ValueError>(
          [] {
            cross_entropy(ones({2, 3}), labels({0, 1}), {.weight = ones({3}).requires_grad_()});
          },
          {"weight.detach()"}),
      throws<ValueError>(
          [] {
            cross_entropy(ones({2, 3}), labels({0, 1}), {.label_smoothing = 1.5});
          },
          {"label_smoothing is 1.5"}),
      throws<ValueError>([] {
        cross_entropy(ones({2, 3}), labels({0, 1}), {.label_smoothing = NAN});
      }),
  };
  return row;
}

const Options weighted = [](int64_t c) { return CrossEntropy{.weight = weights_of(c)}; };
const Options smoothed = [](int64_t) { return CrossEntropy{.label_smoothing = 0.1}; };
const Options both = [](int64_t c) {
  return CrossEntropy{.weight = weights_of(c), .label_smoothing = 0.3};
};
const Options each_one = [](int64_t) { return CrossEntropy{.reduction = Reduction::none}; };
const Options summed = [](int64_t) { return CrossEntropy{.reduction = Reduction::sum}; };
const Options all_but_mean = [](int64_t c) {
  return CrossEntropy{
      .weight = weights_of(c), .label_smoothing = 0.3, .reduction = Reduction::none};
};

const Row cross_entropy_rows[] = {
    {with_errors(with_large(row("cross_entropy", [](int64_t) { return CrossEntropy{}; })))},
    {row(
        "cross_entropy, some ignored", [](int64_t) { return CrossEntropy{}; }, 3)},
    {with_empty(row("cross_entropy, sum", summed))},
    {with_empty(row("cross_entropy, none", each_one))},
    {with_large(row("cross_entropy, weighted", weighted))},
    {with_large(row("cross_entropy, smoothed", smoothed))},
    {row("cross_entropy, weighted, smoothed, some ignored", both, 3)},
    {with_empty(row("cross_entropy, weighted, smoothed, some ignored, none", all_but_mean, 3))},
};

}  // namespace
