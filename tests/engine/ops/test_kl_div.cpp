// Rows: kl_div, for targets as probabilities and as their logarithms.

#include <cmath>

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

double divisor(const KlDiv& options, const Shape& shape) {
  if (options.reduction == KlReduction::mean) return double(shape.numel());
  return options.reduction == KlReduction::batchmean ? double(shape[0]) : 1;
}

OpRow row(const char* name, const KlDiv& options, const Shape& also) {
  OpRow kl = {
      .name = name,
      .f = [=](auto& in) { return kl_div(in[0], in[1], options); },
      .oracle =
          [=](auto& in) {
            double total = 0;
            const Tensor each = by_index(in[0].shape(), [&](const Index& index) {
              const double x = at(in[0], index), t = at(in[1], index);
              const double p = options.log_target ? std::exp(t) : t;
              const double one = p * (std::log(p) - x);
              total += one;
              return one;
            });
            if (options.reduction == KlReduction::none) return each;
            return Tensor(total / divisor(options, in[0].shape()));
          },
      .shapes = {{{1}, {1}},
                 {{5}, {5}},
                 {{2, 3}, {2, 3}},
                 {{67}, {67}},
                 {{3, 1, 7}, {3, 1, 7}},
                 {{5, 33}, {5, 33}},
                 {also, also}},
      .domains = {{.low = -5, .high = 0}, {.low = 0.01, .high = 1}},
      .empty_is_legal = also.numel() == 0,
  };
  if (options.log_target) kl.domains[1] = {.low = -5, .high = 0};
  return kl;
}

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>(
          [] {
            kl_div(ones({2, 3}), ones({3}));
          },
          {"input   (2, 3)", "target     (3)", "not of one shape"}),
      throws<ShapeError>([] { kl_div(ones({}), ones({1}), {.log_target = true}); },
                         {"not of one shape"}),
      throws<ShapeError>([] { kl_div(ones({}), ones({}), {.reduction = KlReduction::batchmean}); },
                         {"no axis of a batch", "first axis"}),
  };
  return row;
}

const Row rows[] = {
    {with_errors(row("kl_div", {}, {131, 257}))},
    {row("kl_div, batchmean", {.reduction = KlReduction::batchmean}, {131, 257})},
    {row("kl_div, sum", {.reduction = KlReduction::sum}, {0, 3})},
    {row("kl_div, none", {.reduction = KlReduction::none}, {2, 0})},
    {row("kl_div, logarithms", {.log_target = true}, {131, 257})},
    {row("kl_div, logarithms, batchmean", {.log_target = true, .reduction = KlReduction::batchmean},
         {3, 0})},
    {row("kl_div, logarithms, none", {.log_target = true, .reduction = KlReduction::none}, {0, 3})},
};

}  // namespace
