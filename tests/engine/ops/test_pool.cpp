// Rows: pooling.

#include <algorithm>
#include <optional>

#include "engine/ops/pool.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

struct Case {
  Pair kernel;
  Pair stride;
  Pair padding = 0;
};

// The definition: every window by itself, `take` over what it sees.
template <class Take>
Tensor each_window(const Tensor& x, const Case& with, const Take& take) {
  const auto places = [](int64_t size, int64_t k, int64_t stride, int64_t padding) {
    return (size + 2 * padding - k) / stride + 1;
  };
  const int64_t height = x.size(-2), width = x.size(-1);
  const int64_t down = places(height, with.kernel.h, with.stride.h, with.padding.h);
  const int64_t across = places(width, with.kernel.w, with.stride.w, with.padding.w);
  Shape shape = x.shape();
  shape[x.dim() - 2] = down;
  shape[x.dim() - 1] = across;
  Tensor y = empty(shape);
  real* out = y.mutable_data();
  for (int64_t k = 0; k < y.numel(); ++k) {
    const int64_t u = k % across, v = k / across % down, image = k / across / down;
    std::vector<double> seen;
    for (int64_t i = 0; i < with.kernel.h; ++i)
      for (int64_t j = 0; j < with.kernel.w; ++j) {
        const int64_t h = v * with.stride.h + i - with.padding.h;
        const int64_t w = u * with.stride.w + j - with.padding.w;
        if (h >= 0 && h < height && w >= 0 && w < width)
          seen.push_back(double(x.data()[(image * height + h) * width + w]));
      }
    out[k] = real(take(seen));
  }
  return y;
}

double largest(const std::vector<double>& seen) {
  return *std::max_element(seen.begin(), seen.end());
}

double sum(const std::vector<double>& seen) {
  double total = 0;
  for (const double v : seen) total += v;
  return total;
}

double mean(const std::vector<double>& seen) { return sum(seen) / double(seen.size()); }

const Case overlapping{{3, 3}, {2, 1}, 1};

// Side by side, as without a stride; no larger than the image, so that it may be one number.
Case halves(const Tensor& x) {
  const Pair kernel{std::min<int64_t>(2, x.size(-2)), std::min<int64_t>(2, x.size(-1))};
  return {kernel, kernel};
}

const std::vector<std::vector<Shape>> shapes = {{{1, 1}},       {{2, 2}},        {{0, 3, 4, 4}},
                                                {{3, 0, 4, 4}}, {{2, 3, 5, 4}},  {{1, 1, 2, 2}},
                                                {{1, 6, 3}},    {{2, 5, 13, 7}}, {{3, 5, 33, 31}}};

const Row rows[] = {
    {{
        .name = "max_pool2d, overlapping and padded",
        .f =
            [](auto& in) {
              return max_pool2d(in[0], 3, Pair{2, 1}, 1);
            },
        .oracle = [](auto& in) { return each_window(in[0], overlapping, largest); },
        .shapes = shapes,
        .errors = {throws<ShapeError>([] { max_pool2d(zeros({5}), 2); }, {"there is no image"}),
                   throws<ShapeError>(
                       [] {
                         max_pool2d(zeros({1, 0, 5}), 2, 1, 1);
                       },
                       {"there is no image", "H and W at least 1"}),
                   throws<ShapeError>(
                       [] {
                         max_pool2d(zeros({1, 5, 5}), {2, 6});
                       },
                       {"larger than the image", "spans 6"}),
                   throws<ValueError>(
                       [] {
                         max_pool2d(zeros({5, 5}), 3, 1, 2);
                       },
                       {"half the kernel"}),
                   throws<ValueError>(
                       [] {
                         max_pool2d(zeros({5, 5}), 0);
                       },
                       {"kernel is (0, 0)"}),
                   throws<ValueError>(
                       [] {
                         max_pool2d(zeros({5, 5}), 2, 0);
                       },
                       {"stride is (0, 0)"}),
                   throws<ValueError>(
                       [] {
                         max_pool2d(zeros({5, 5}), 2, 1, -1);
                       },
                       {"padding is"})},
    }},
    {{
        .name = "max_pool2d, side by side",
        .f = [](auto& in) { return max_pool2d(in[0], halves(in[0]).kernel); },
        .oracle = [](auto& in) { return each_window(in[0], halves(in[0]), largest); },
        .shapes = shapes,
        .nan_stays = false,  // an odd last row or column is in no window
    }},
    {{
        .name = "avg_pool2d, overlapping and padded",
        .f =
            [](auto& in) {
              return avg_pool2d(in[0], 3, Pair{2, 1}, 1);
            },
        .oracle =
            [](auto& in) {
              return each_window(in[0], overlapping, [](auto& seen) { return sum(seen) / 9; });
            },
        .shapes = shapes,
        .errors = {throws<ShapeError>([] { avg_pool2d(zeros({5}), 2); }, {"there is no image"}),
                   throws<ShapeError>(
                       [] {
                         avg_pool2d(zeros({1, 5, 5}), {2, 6});
                       },
                       {"spans 6"}),
                   throws<ValueError>(
                       [] {
                         avg_pool2d(zeros({5, 5}), 3, 1, {0, 2});
                       },
                       {"half the kernel"}),
                   throws<ValueError>(
                       [] {
                         avg_pool2d(zeros({5, 5}), 2, -1);
                       },
                       {"stride is"})},
    }},
    {{
        .name = "avg_pool2d, without the padding",
        .f =
            [](auto& in) {
              return avg_pool2d(in[0], 3, Pair{2, 1}, 1, false);
            },
        .oracle = [](auto& in) { return each_window(in[0], overlapping, mean); },
        .shapes = shapes,
    }},
    {{
        .name = "avg_pool2d, side by side",
        .f = [](auto& in) { return avg_pool2d(in[0], halves(in[0]).kernel); },
        .oracle = [](auto& in) { return each_window(in[0], halves(in[0]), mean); },
        .shapes = shapes,
        .nan_stays = false,
    }},
};

}  // namespace
