// Rows: nll_loss.

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/some_labels.hpp"

namespace {

using namespace heed;

Tensor by_definition(const Tensor& x, const Indices& labels, const NllLoss& options) {
  double total = 0, weights = 0;
  int64_t i = 0;
  const Tensor each = by_index(labels.shape(), [&](Index index) {
    const int64_t label = labels[i++];
    if (label == options.ignore_index) return 0.0;
    const double w = options.weight.defined() ? double(options.weight.data()[label]) : 1.0;
    index.insert(index.begin() + (x.dim() == 1 ? 0 : 1), label);
    const double loss = -w * at(x, index);
    total += loss;
    weights += w;
    return loss;
  });
  if (options.reduction == Reduction::none) return each;
  return Tensor(options.reduction == Reduction::mean ? total / weights : total);
}

OpRow row(const char* name, bool weighted, Reduction reduction, int64_t ignore_every = 0) {
  const auto options = [=](const Tensor& x) {
    return NllLoss{.weight = weighted ? weights_of(x.size(x.dim() == 1 ? 0 : 1)) : Tensor(),
                   .reduction = reduction};
  };
  OpRow nll = {
      .name = name,
      .f =
          [=](auto& in) {
            return nll_loss(in[0], labels_for(in[0], ignore_every), options(in[0]));
          },
      .oracle =
          [=](auto& in) {
            return by_definition(in[0], labels_for(in[0], ignore_every), options(in[0]));
          },
      .shapes = {{{1, 1}}, {{3}}, {{2, 4}}, {{33, 17}}, {{2, 3, 5}}, {{3, 5, 2, 9}}},
      .domain = {.low = -4, .high = 0},
      .empty_is_legal = false,
      .nan_stays = false,  // in a class that is no label it is no matter
  };
  if (reduction == Reduction::mean) {
    nll.shapes.push_back({{1100, 10}});
    return nll;
  }
  nll.empty_is_legal = true;
  nll.shapes.push_back({{0, 3}});
  nll.shapes.push_back({{2, 3, 0}});
  return nll;
}

OpRow with_errors(OpRow row) {
  const auto labels = [](std::vector<int64_t> values) { return Indices(std::move(values)); };
  row.errors = {
      throws<ShapeError>([] { nll_loss(ones({}), Indices(Shape{})); },
                         {"no axis of classes", "log_probs (N, C)"}),
      throws<ShapeError>(
          [] {
            nll_loss(ones({2, 3}), Indices(Shape{3}));
          },
          {"log_probs  (2, 3)", "labels        (3)", "here (2)"}),
      throws<ValueError>(
          [=] {
            nll_loss(ones({2, 3}), labels({0, 3}));
          },
          {"3 at (1) of labels is outside 0 to 2", "ignore_index, -100"}),
      throws<ValueError>(
          [=] {
            nll_loss(ones({2, 3}), labels({0, -1}), {.ignore_index = 7});
          },
          {"-1 at (1) of labels", "ignore_index, 7"}),
      throws<ShapeError>(
          [=] {
            nll_loss(ones({2, 3}), labels({0, 1}), {.weight = ones({2})});
          },
          {"not one weight for each class", "here (3)"}),
      throws<ValueError>(
          [=] {
            nll_loss(ones({2, 3}), labels({0, 1}), {.weight = ones({3}).requires_grad_()});
          },
          {"weight.detach()"}),
      throws<ValueError>(
          [=] {
            nll_loss(ones({1, 0}), labels({0}));
          },
          {"there are none"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(row("nll_loss", false, Reduction::mean))},
    {row("nll_loss, weighted", true, Reduction::mean)},
    {row("nll_loss, some ignored", false, Reduction::mean, 3)},
    {row("nll_loss, sum", false, Reduction::sum)},
    {row("nll_loss, weighted, some ignored, sum", true, Reduction::sum, 3)},
    {row("nll_loss, weighted, some ignored, none", true, Reduction::none, 3)},
};

}  // namespace
