// Rows: softmax and its logarithm.

#include <cmath>

#include "engine/ops/softmax.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

// e^x_i / sum_j e^x_j, one number at a time.
Tensor softmax_by_definition(const Tensor& x, int64_t dim, bool log) {
  if (x.dim() == 0) return log ? zeros({}) : ones({});
  const int axis = int(dim < 0 ? dim + x.dim() : dim);
  return by_index(x.shape(), [&](const Index& index) {
    double sum = 0;
    for (const double v : line_through(x, axis, index)) sum += std::exp(v);
    const double y = std::exp(at(x, index)) / sum;
    return log ? std::log(y) : y;
  });
}

OpRow row(const char* name, bool log, int64_t dim, std::vector<std::vector<Shape>> shapes) {
  return {
      .name = name,
      .f = [=](auto& in) { return log ? log_softmax(in[0], dim) : softmax(in[0], dim); },
      .oracle = [=](auto& in) { return softmax_by_definition(in[0], dim, log); },
      .shapes = std::move(shapes),
  };
}

// Not many lines for the logarithm: differences of a large sum of large numbers have few digits.
const std::vector<std::vector<Shape>> any_rank = {
    {{}}, {{1}}, {{5}}, {{0}}, {{3, 0}}, {{2, 3}}, {{7, 17}}, {{3, 2, 10}}, {{1, 65}}};
const std::vector<std::vector<Shape>> from_rank_2 = {
    {{1, 1}},    {{1, 5}},    {{3, 2}},     {{0, 2}},     {{2, 0}},
    {{2, 3, 4}}, {{3, 9, 1}}, {{3, 5, 16}}, {{2, 4, 37}}, {{1, 2, 1, 3}}};

std::vector<std::vector<Shape>> with(std::vector<std::vector<Shape>> shapes, const Shape& shape) {
  shapes.push_back({shape});
  return shapes;
}

Row last = {row("softmax, last axis", false, -1, with(any_rank, {61, 200}))};
Row log_last = {row("log_softmax, last axis", true, -1, any_rank)};
Row middle = {row("softmax, axis 1", false, 1, with(from_rank_2, {31, 9, 39}))};
Row log_middle = {row("log_softmax, axis 1", true, 1, from_rank_2)};
Row first = {row("softmax, axis 0", false, 0, from_rank_2)};

const Row errors[] = {
    {{
        .name = "softmax",
        .f = [](auto& in) { return softmax(in[0], 0); },
        .oracle = [](auto& in) { return softmax_by_definition(in[0], 0, false); },
        .shapes = any_rank,
        .errors = {throws<ShapeError>(
                       [] {
                         softmax(ones({2, 3}), 2);
                       },
                       {"there is no axis 2", "(2, 3)", "-1 to -2"}),
                   throws<ShapeError>(
                       [] {
                         softmax(ones({2, 3}), -3);
                       },
                       {"there is no axis -3"})},
    }},
    {{
        .name = "log_softmax",
        .f = [](auto& in) { return log_softmax(in[0], 0); },
        .oracle = [](auto& in) { return softmax_by_definition(in[0], 0, true); },
        .shapes = any_rank,
        .errors = {throws<ShapeError>([] { log_softmax(ones({4}), 1); }, {"there is no axis 1"})},
    }},
};

}  // namespace
