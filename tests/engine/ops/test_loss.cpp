// Rows: mse_loss.

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

OpRow mse_row(const char* name, Reduction reduction, std::vector<std::vector<Shape>> shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return mse_loss(in[0], in[1], reduction); },
      .oracle =
          [=](auto& in) {
            double total = 0;
            const Tensor each = by_index(in[0].shape(), [&](const Index& index) {
              const double error = at(in[0], index) - at(in[1], index);
              total += error * error;
              return error * error;
            });
            if (reduction == Reduction::none) return each;
            return Tensor(reduction == Reduction::mean ? total / double(each.numel()) : total);
          },
      .shapes = std::move(shapes),
      .errors = {throws<ShapeError>(
          [] {
            mse_loss(ones({4, 1}), ones({4}));
          },
          {"input   (4, 1)", "target     (4)"})},
      .empty_is_legal = reduction != Reduction::mean,
  };
}

const std::vector<std::vector<Shape>> alike = {
    {{}, {}},      {{1}, {1}}, {{5}, {5}}, {{2, 3}, {2, 3}}, {{67}, {67}}, {{3, 1, 7}, {3, 1, 7}},
    {{129}, {129}}};
std::vector<std::vector<Shape>> and_also(std::vector<std::vector<Shape>> shapes,
                                         const Shape& shape) {
  shapes.push_back({shape, shape});
  return shapes;
}

const Row mse_rows[] = {
    {mse_row("mse_loss", Reduction::mean, and_also(alike, {131, 257}))},
    {mse_row("mse_loss, sum", Reduction::sum, and_also(alike, {0, 3}))},
    {mse_row("mse_loss, none", Reduction::none, and_also(alike, {2, 0}))},
};

}  // namespace
