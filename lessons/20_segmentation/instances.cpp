#include "lessons/20_segmentation/instances.hpp"

#include <cmath>

#include "engine/ops.hpp"

namespace lesson20 {

TouchingOptions pairs(bool one_colour) {
  TouchingOptions options = scenes();
  options.least_objects = options.most_objects = 2;
  options.one_kind = true;
  options.one_colour = one_colour;
  return options;
}

Indices owners(const Touching& scenes) {
  const int64_t count = scenes.objects.shape()[0], size = scenes.objects.shape()[1];
  const int64_t side = size / kPatch;
  Indices result(Shape{count, side * side});
  for (int64_t b = 0; b < count; ++b)
    for (int64_t n = 0; n < side * side; ++n) {
      const int64_t* corner =
          scenes.objects.data() + (b * size + n / side * kPatch) * size + n % side * kPatch;
      bool whole = true;
      for (int64_t i = 0; i < kPatch * kPatch; ++i)
        whole = whole && corner[i / kPatch * size + i % kPatch] == *corner;
      result.mutable_data()[b * side * side + n] = whole ? *corner : 0;
    }
  return result;
}

std::vector<Shares> shares(const Tensor& attention, const Indices& owners) {
  const int64_t count = attention.size(0), heads = attention.size(1), tokens = attention.size(2);
  std::vector<Shares> result(static_cast<size_t>(heads));
  for (int64_t h = 0; h < heads; ++h) {
    Shares& head = result[size_t(h)];
    double patches = 0;
    for (int64_t b = 0; b < count; ++b)
      for (int64_t i = 0; i < tokens; ++i) {
        const int64_t own = owners[b * tokens + i];
        if (own == 0) continue;
        const real* row = attention.data() + ((b * heads + h) * tokens + i) * tokens;
        for (int64_t j = 0; j < tokens; ++j)
          if (const int64_t owner = owners[b * tokens + j]; owner != 0)
            (owner == own ? head.own : head.other) += double(row[j]);
        ++patches;
      }
    head.own /= patches;
    head.other /= patches;
  }
  return result;
}

Tensor by_distance(const Tensor& attention) {
  const int64_t count = attention.size(0), heads = attention.size(1), tokens = attention.size(2);
  const int64_t side = std::llround(std::sqrt(double(tokens))), reach = 2 * side - 1;
  const auto offset = [&](int64_t i, int64_t j) {  // how far j lies down and across from i
    return size_t((j / side - i / side + side - 1) * reach + j % side - i % side + side - 1);
  };
  Tensor result = empty(attention.shape());
  for (int64_t h = 0; h < heads; ++h) {
    std::vector<double> sums(size_t(reach * reach)), pairs(size_t(reach * reach));
    for (int64_t b = 0; b < count; ++b)
      for (int64_t i = 0; i < tokens; ++i)
        for (int64_t j = 0; j < tokens; ++j) {
          sums[offset(i, j)] +=
              double(attention.data()[((b * heads + h) * tokens + i) * tokens + j]);
          ++pairs[offset(i, j)];
        }
    for (int64_t b = 0; b < count; ++b)
      for (int64_t i = 0; i < tokens; ++i)
        for (int64_t j = 0; j < tokens; ++j)
          result.mutable_data()[((b * heads + h) * tokens + i) * tokens + j] =
              real(sums[offset(i, j)] / pairs[offset(i, j)]);
  }
  return result / sum(result, 3, true);
}

}  // namespace lesson20
