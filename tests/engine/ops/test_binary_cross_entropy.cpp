// Rows: binary_cross_entropy_with_logits.

#include <cmath>

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// A weight for each number of the last axis: 0.5, 1.25, 2, 0.5, …; or one for all of a scalar.
Tensor along_last(const Tensor& x) {
  if (x.dim() == 0) return Tensor(1.25);
  return by_index({x.size(-1)}, [](const Index& i) { return 0.5 + 0.75 * double(i[0] % 3); });
}
Tensor for_each(const Tensor& x) {
  return by_index(x.shape(), [&](const Index& i) { return i.empty() ? 2 : 1 + double(i[0] % 2); });
}

struct Weighted {
  bool weight = false, positive = false;
  BinaryCrossEntropy operator()(const Tensor& x, Reduction reduction) const {
    return {.weight = weight ? for_each(x) : Tensor(),
            .pos_weight = positive ? along_last(x) : Tensor(),
            .reduction = reduction};
  }
};

OpRow row(const char* name, const Weighted& weighted, Reduction reduction) {
  OpRow entropy = {
      .name = name,
      .f =
          [=](auto& in) {
            return binary_cross_entropy_with_logits(in[0], in[1], weighted(in[0], reduction));
          },
      .oracle =
          [=](auto& in) {
            double total = 0;
            const Tensor w = for_each(in[0]), p = along_last(in[0]);
            const Tensor each = by_index(in[0].shape(), [&](const Index& i) {
              const double s = 1 / (1 + std::exp(-at(in[0], i))), t = at(in[1], i);
              const double positive = weighted.positive ? value_at(p, Shape(std::span(i))) : 1;
              const double one = -(positive * t * std::log(s) + (1 - t) * std::log(1 - s)) *
                                 (weighted.weight ? at(w, i) : 1);
              total += one;
              return one;
            });
            if (reduction == Reduction::none) return each;
            return Tensor(reduction == Reduction::mean ? total / double(each.numel()) : total);
          },
      .shapes = {{{}, {}},
                 {{1}, {1}},
                 {{5}, {5}},
                 {{2, 3}, {2, 3}},
                 {{67}, {67}},
                 {{3, 1, 7}, {3, 1, 7}},
                 {{129}, {129}}},
      .domains = {{.low = -4, .high = 4}, {.low = 0, .high = 1}},
      .empty_is_legal = reduction != Reduction::mean,
  };
  if (reduction != Reduction::sum) entropy.shapes.push_back({{131, 257}, {131, 257}});
  if (entropy.empty_is_legal) entropy.shapes.push_back({{2, 0}, {2, 0}});
  return entropy;
}

OpRow with_errors(OpRow row) {
  const auto loss = [](const Tensor& x, const Tensor& t, const BinaryCrossEntropy& options,
                       Place at = Place::here()) {
    binary_cross_entropy_with_logits(x, t, options, at);
  };
  row.errors = {
      throws<ShapeError>(
          [=] {
            loss(ones({4, 1}), ones({4}), {});
          },
          {"input   (4, 1)", "target     (4)", "not of one shape"}),
      throws<ShapeError>(
          [=] {
            loss(ones({2, 3}), ones({2, 3}), {.weight = ones({2})});
          },
          {"cannot broadcast", "(2, 3)", "(2)"}),
      throws<ShapeError>(
          [=] {
            loss(ones({3}), ones({3}), {.pos_weight = ones({2, 3})});
          },
          {"pos_weight is larger than the input", "pos_weight  (2, 3)"}),
      throws<ShapeError>([=] { loss(ones({1}), ones({1}), {.weight = ones({4})}); },
                         {"weight is larger than the input"}),
      throws<ValueError>(
          [=] { loss(ones({3}), ones({3}), {.weight = ones({3}).requires_grad_()}); },
          {"weight gets no gradient", "weight.detach()"}),
      throws<ValueError>(
          [=] { loss(ones({3}), ones({3}), {.pos_weight = ones({3}).requires_grad_()}); },
          {"pos_weight gets no gradient", "pos_weight.detach()"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(row("binary_cross_entropy_with_logits", {}, Reduction::mean))},
    {row("binary_cross_entropy_with_logits, sum", {}, Reduction::sum)},
    {row("binary_cross_entropy_with_logits, none", {}, Reduction::none)},
    {row("binary_cross_entropy_with_logits, weighted", {.weight = true}, Reduction::mean)},
    {row("binary_cross_entropy_with_logits, positive part weighted", {.positive = true},
         Reduction::mean)},
    {row("binary_cross_entropy_with_logits, both weighted, none",
         {.weight = true, .positive = true}, Reduction::none)},
};

}  // namespace
