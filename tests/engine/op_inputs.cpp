// The numbers that operations are tested with, their oracles, and how results are compared.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/random.hpp"
#include "tests/engine/op_report.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

double error_of(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  const double error = std::abs(a - b) / (1 + std::abs(a) + std::abs(b));
  return std::isnan(error) ? INFINITY : error;
}

}  // namespace

double largest_error(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape()) return INFINITY;
  double worst = 0;
  for (int64_t i = 0; i < a.numel(); ++i)
    worst = std::max(worst, error_of(double(a.data()[i]), double(b.data()[i])));
  return worst;
}

int64_t numel(const Tensors& tensors) {
  return std::accumulate(tensors.begin(), tensors.end(), int64_t(0),
                         [](int64_t n, const Tensor& x) { return n + x.numel(); });
}

Tensors clones(const Tensors& inputs) {
  Tensors copies;
  for (const Tensor& x : inputs) copies.push_back(x.clone());
  return copies;
}

Tensor weights_for(const Tensor& y, uint64_t seed) {
  Random random(seed, 77);
  Tensor g = empty(y.shape());
  std::generate_n(g.mutable_data(), g.numel(),
                  [&] { return real(float(random.uniform(0.5, 1.5))); });
  return g;
}

Tensors gradients(const Function& f, Tensors inputs, const Tensor& g) {
  for (Tensor& x : inputs) {
    x.requires_grad_();
    x.zero_grad();
  }
  f(inputs).backward(g);
  Tensors result;
  for (Tensor& x : inputs) {
    result.push_back(x.grad());
    x.zero_grad();
  }
  return result;
}

void Report::set(size_t set) {
  where_.clear();
  for (const Shape& shape : row_.shapes[set]) where_ += to_string(shape) + " ";
}

void Report::require_same(const Tensor& a, const Tensor& b, double tolerance,
                          const std::string& what) {
  if (a.defined() != b.defined()) return fail(what + " differ: one is undefined");
  if (!a.defined()) return;
  const double error = largest_error(a, b);
  if (!(error <= tolerance))
    fail(what + " differ by " + std::to_string(error) + ":\n" + to_string(a) + "\n" + to_string(b));
}

Tensor tabulate(const Shape& shape, const std::function<double(const Shape& index)>& element) {
  Tensor x = empty(shape);
  real* out = x.mutable_data();
  Shape index = shape;
  for (int64_t i = 0; i < x.numel(); ++i) {
    int64_t rest = i;
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    out[i] = real(element(index));
  }
  return x;
}

double value_at(const Tensor& x, const Shape& index) {
  int64_t flat = 0;
  for (int axis = 0; axis < x.dim(); ++axis) {
    const int64_t length = x.shape()[axis], i = index[axis + index.rank() - x.dim()];
    flat = flat * length + (length == 1 ? 0 : i);
  }
  return double(x.data()[flat]);
}

Function each(double (*definition)(double)) {
  return [definition](const Tensors& in) {
    return tabulate(in[0].shape(), [&](const Shape& i) { return definition(value_at(in[0], i)); });
  };
}

Function each(double (*definition)(double, double)) {
  return [definition](const Tensors& in) {
    return tabulate(
        broadcast(in[0].shape(), in[1].shape(), "oracle", Place::here()),
        [&](const Shape& i) { return definition(value_at(in[0], i), value_at(in[1], i)); });
  };
}

Tensors draw_inputs(const OpRow& row, size_t set) {
  const auto far_from_kinks = [](double v, const Domain& domain) {
    return std::none_of(domain.kinks.begin(), domain.kinks.end(),
                        [&](double kink) { return std::abs(v - kink) < domain.margin; });
  };
  Tensors inputs;
  for (const Shape& shape : row.shapes[set]) {
    const Domain& domain = row.domains.empty() ? row.domain : row.domains.at(inputs.size());
    Random random(set, inputs.size());
    Tensor x = empty(shape);
    real* values = x.mutable_data();
    for (int64_t i = 0; i < x.numel(); ++i) {
      double v;
      do v = float(random.uniform(domain.low, domain.high));  // a float in both precisions
      while (!far_from_kinks(v, domain));
      values[i] = real(v);
    }
    inputs.push_back(x);
  }
  return inputs;
}

}  // namespace heed::inline HEED_PRECISION
