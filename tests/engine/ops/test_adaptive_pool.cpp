// Rows: pooling to a given size.

#include <cmath>

#include "engine/ops/pool.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// The definition: the mean of each part by itself.
Tensor means(const Tensor& x, Pair output) {
  const int64_t height = x.size(-2), width = x.size(-1);
  Shape shape = x.shape();
  shape[x.dim() - 2] = output.h;
  shape[x.dim() - 1] = output.w;
  const auto first = [](int64_t part, int64_t of, int64_t size) {
    return int64_t(std::floor(double(part) * double(size) / double(of)));
  };
  const auto end = [](int64_t part, int64_t of, int64_t size) {
    return int64_t(std::ceil(double(part + 1) * double(size) / double(of)));
  };
  int64_t next = 0;
  return tabulate(shape, [&](const Shape& index) {
    const int64_t v = index[shape.rank() - 2], u = index[shape.rank() - 1];
    const real* image = x.data() + next++ / (output.h * output.w) * height * width;
    double sum = 0, count = 0;
    for (int64_t i = first(v, output.h, height); i < end(v, output.h, height); ++i)
      for (int64_t j = first(u, output.w, width); j < end(u, output.w, width); ++j, ++count)
        sum += double(image[i * width + j]);
    return sum / count;
  });
}

OpRow row(const char* name, Pair output) {
  return {
      .name = name,
      .f = [=](auto& in) { return adaptive_avg_pool2d(in[0], output); },
      .oracle = [=](auto& in) { return means(in[0], output); },
      .shapes = {{{1, 1}},
                 {{4, 6}},
                 {{0, 3, 4, 4}},
                 {{3, 0, 4, 4}},
                 {{2, 3, 5, 4}},
                 {{1, 2, 2}},
                 {{2, 5, 13, 7}},
                 {{3, 5, 33, 31}}},
  };
}

OpRow with_errors(OpRow table_row) {
  table_row.errors = {
      throws<ShapeError>([] { adaptive_avg_pool2d(zeros({5}), 2); },
                         {"there is no image", "(5)\n"}),
      throws<ShapeError>(
          [] {
            adaptive_avg_pool2d(zeros({2, 5, 0}), 1);
          },
          {"there is no image", "H and W at least 1"}),
      throws<ValueError>(
          [] {
            adaptive_avg_pool2d(zeros({5, 5}), 0);
          },
          {"output is (0, 0)", "1 or more"}),
      throws<ValueError>(
          [] {
            adaptive_avg_pool2d(zeros({5, 5}), {2, -1});
          },
          {"output is (2, -1)"}),
  };
  return table_row;
}

const Row rows[] = {
    {with_errors(row("adaptive_avg_pool2d", {2, 3}))},
    {row("adaptive_avg_pool2d, the whole image", 1)},
    {row("adaptive_avg_pool2d, more parts than rows and columns", {7, 9})},
};

}  // namespace
