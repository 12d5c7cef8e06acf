// Normalisation by loops.
#include "lessons/11_normalisation/normalising.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/ops.hpp"

namespace lesson11 {

namespace {

void each_number(const Shape& shape, const std::function<void(int64_t, int64_t, int64_t)>& visit) {
  for (int64_t b = 0; b < shape[0]; ++b)
    for (int64_t c = 0; c < shape[1]; ++c)
      for (int64_t l = 0; l < shape[2]; ++l) visit(b, c, l);
}

std::vector<Statistics> statistics_of(const Tensor& x, Norm norm) {
  std::vector<Statistics> sets;
  const auto set = [&](int64_t b, int64_t c, int64_t l) -> Statistics& {
    const auto i = size_t(set_of(norm, b, c, l, x.shape()));
    sets.resize(std::max(sets.size(), i + 1));
    return sets[i];
  };
  each_number(x.shape(), [&](int64_t b, int64_t c, int64_t l) {
    Statistics& s = set(b, c, l);
    s.count += 1;
    s.mean += double(x.at({b, c, l}));  // the sum, until all are here
  });
  for (Statistics& s : sets) s.mean /= double(s.count);
  each_number(x.shape(), [&](int64_t b, int64_t c, int64_t l) {
    Statistics& s = set(b, c, l);
    const double from_mean = double(x.at({b, c, l})) - s.mean;
    s.variance += from_mean * from_mean / double(s.count);
  });
  return sets;
}

}  // namespace

int64_t set_of(Norm norm, int64_t b, int64_t c, int64_t l, const Shape& shape) {
  const int64_t channels = shape[1], places = shape[2], group = c / (channels / kGroups);
  switch (norm) {
    case Norm::batch:
      return c;
    case Norm::layer:
      return b;
    case Norm::instance:
      return b * channels + c;
    case Norm::group:
      return b * kGroups + group;
    case Norm::token:
      return b * places + l;
    case Norm::none:
      break;
  }
  return (b * channels + c) * places + l;  // every number by itself
}

Normalised by_loops(const Tensor& x, Norm norm, double eps) {
  Normalised result{empty(x.shape()), statistics_of(x, norm)};
  real* y = result.y.mutable_data();
  each_number(x.shape(), [&](int64_t b, int64_t c, int64_t l) {
    const Statistics& s = result.sets[size_t(set_of(norm, b, c, l, x.shape()))];
    *y++ = real((double(x.at({b, c, l})) - s.mean) / std::sqrt(s.variance + eps));
  });
  return result;
}

Tensor by_engine(const Tensor& x, Norm norm) {
  switch (norm) {
    case Norm::batch:
      return batch_norm(x, {}, {}, {}, {}, true);
    case Norm::layer:
      return group_norm(x, 1);
    case Norm::instance:
      return instance_norm(x);
    case Norm::group:
      return group_norm(x, kGroups);
    case Norm::token:
      return transpose(layer_norm(transpose(x, 1, 2)), 1, 2);
    case Norm::none:
      break;
  }
  return x;
}

std::string name_of(Norm norm) {
  constexpr const char* kNames[] = {"no norm",       "batch norm", "layer norm",
                                    "instance norm", "group norm", "layer norm of tokens"};
  return kNames[int(norm)];
}

}  // namespace lesson11
