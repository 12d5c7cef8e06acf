// layer_norm and rms_norm: every row is normalised by itself, and all rows share the weights.

#include "engine/ops/norm.hpp"

#include <limits>
#include <string>
#include <vector>

#include "engine/kernels/moments.hpp"
#include "engine/kernels/parallel_sum.hpp"
#include "engine/kernels/row.hpp"
#include "engine/ops/norm_checks.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::each_in_row, kernels::from_number, kernels::Group, kernels::map_here,
    kernels::Moments, kernels::moments, kernels::put, kernels::Standard;

// What a row is brought to: its mean to 0 and its variance to 1; or only its mean square to 1,
// which is the variance about a mean of 0.
enum class Form { layer, rms };

Moments moments_of(Form form, int64_t d, const real* x) {
  if (form == Form::layer) return moments({1, d, d}, x);
  const real squares = kernels::sum(
      d, [](auto v) { return v * v; }, x);
  return {0, squares / real(d)};
}

void prefetch_row(int64_t d, const real* row) {
  for (int64_t i = 0; i < d; i += kernels::kWidth) kernels::prefetch(row + i);
}

// y = z w + b,  z = (x - mean) * scale
void rows_forward(Form form, int64_t rows, int64_t d, double eps, const real* x, const real* weight,
                  const real* bias, real* y, Standard* standards) {
  kernels::parallel_for(rows, Group{1, d, d}.grain(), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      prefetch_row(d, x + r * d);
      const Standard row(moments_of(form, d, x + r * d), eps);
      const auto f = [row](auto v, auto w, auto b) { return row.z(v) * w + b; };
      map_here(d, f, {y + r * d, false}, x + r * d, weight, bias);
      standards[r] = row;
    }
  });
}

// dz = dy w. Shifting or stretching a row changes no z, so dx is dz without its mean and without
// its part along z; in rms_norm, a shift counts. Adds to dweight and dbias.
void row_backward(Form form, int64_t d, const Standard& row, const real* x, const real* weight,
                  const real* dy, Slot dx, real* dweight, real* dbias) {
  prefetch_row(d, x);
  prefetch_row(d, dy);
  kernels::RowSum sum, along;
  each_in_row(d, [&](auto at) {
    const auto z = row.z(at(x)), dz = at(dy) * at(weight);
    sum += dz;
    along += dz * z;
    at.put({dweight, true}, at(dy) * z);
    at.put({dbias, true}, at(dy));
  });
  if (!dx) return;
  const real mean = form == Form::rms ? 0 : sum.total() / real(d);
  const real mean_along = along.total() / real(d);
  each_in_row(d, [&](auto at) {
    const auto dz = at(dy) * at(weight);
    at.put(dx, (dz - mean - row.z(at(x)) * mean_along) * row.scale);
  });
}

void check_fits(const Op& op, const Tensor& x, const char* name, const Tensor& parameter) {
  if (parameter.defined() && parameter.shape() != Shape{x.size(-1)})
    throw ShapeError(op.explain(std::string(name) + " and x do not fit",
                                {{"x", x.shape(), {-1}}, {name, parameter.shape(), {-1}}},
                                "needs (.., D) and (D): x has D = " + std::to_string(x.size(-1))));
}

Tensor or_all(const Tensor& parameter, int64_t n, double value) {
  return parameter.defined() ? parameter : full({n}, value);
}

Tensor normalise(const Op& op, Form form, const Tensor& x, const Tensor& weight, const Tensor& bias,
                 double eps) {
  if (x.dim() == 0)
    throw ShapeError(
        op.explain("there is no axis to normalise", {{"x", x.shape()}}, "needs (.., D)"));
  check_eps(op, eps);
  check_fits(op, x, "weight", weight);
  check_fits(op, x, "bias", bias);
  const int64_t d = x.size(-1), rows = x.shape().product(0, x.dim() - 1);
  const Tensor w = or_all(weight, d, 1), b = or_all(bias, d, 0);
  Tensor y = empty(x.shape(), op.at());
  auto standards = std::vector<Standard>(size_t(rows));
  rows_forward(form, rows, d, eps, x.data(), w.data(), b.data(), y.mutable_data(),
               standards.data());

  return op.record(
      y, {x, weight, bias},
      [=, sx = Saved(x), sw = Saved(w), standards = std::move(standards)](Backward& step) {
        const real *from = step.get(sx), *scale = step.get(sw), *dy = step.dy();
        const Slot dx = step.dx(0);
        const auto backward = [&](int64_t begin, int64_t end, real* sums) {
          for (int64_t r = begin; r < end; ++r)
            row_backward(form, d, standards[size_t(r)], from + r * d, scale, dy + r * d,
                         from_number(r * d, dx), sums, sums + d);
        };
        const Buffer sums = kernels::parallel_sum(rows, Group{1, d, d}.grain(), 2 * d, backward);
        put(step.dx(1), sums.data(), d);
        put(step.dx(2), sums.data() + d, d);
      });
}

}  // namespace

Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps, Place at) {
  return normalise(Op("layer_norm", at), Form::layer, x, weight, bias, eps);
}

Tensor rms_norm(const Tensor& x, const Tensor& weight, std::optional<double> eps, Place at) {
  return normalise(Op("rms_norm", at), Form::rms, x, weight, {},
                   eps.value_or(std::numeric_limits<real>::epsilon()));
}

}  // namespace heed::inline HEED_PRECISION
