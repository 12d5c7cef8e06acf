// Two kernels forward and two backward, a line at a time.

#include "engine/ops/softmax.hpp"

#include "engine/kernels/softmax.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Batch, kernels::Line, kernels::Lines, kernels::load, kernels::store;

void softmax_forward(const Lines& lines, const real* x, real* y) {
  kernels::each_line(lines, [=](const Line& line) {
    const kernels::Peak peak = kernels::peak_of(line, x, [&](int64_t at, int64_t lanes, Batch e) {
      store(e, {y + at, false}, lanes);
    });
    const Batch zero(real(0));
    const Batch scale = kernels::choose(peak.sum == zero, zero, real(1) / peak.sum);
    line.each([&](int64_t at, int64_t lanes) {
      store(load(y + at, lanes, 0) * scale, {y + at, false}, lanes);
    });
  });
}

// y_i = e^x_i / sum_j e^x_j, so dy_i/dx_j = y_i ([i = j] - y_j), and dx = y (dy - sum_j dy_j y_j).
void softmax_backward(const Lines& lines, const real* y, const real* dy, Slot dx) {
  kernels::each_line(lines, [=](const Line& line) {
    Batch dot(real(0));
    line.each([&](int64_t at, int64_t lanes) {
      dot += load(dy + at, lanes, 0) * load(y + at, lanes, 0);
    });
    dot = line.total(dot);
    line.each([&](int64_t at, int64_t lanes) {
      store(load(y + at, lanes, 0) * (load(dy + at, lanes, 0) - dot), {dx.data + at, dx.add},
            lanes);
    });
  });
}

void log_softmax_forward(const Lines& lines, const real* x, real* y) {
  kernels::each_line(lines, [=](const Line& line) {
    const kernels::Peak peak = kernels::peak_of(line, x, [](int64_t, int64_t, Batch) {});
    const Batch log_sum = kernels::log_sum(peak);
    line.each([&](int64_t at, int64_t lanes) {
      store((load(x + at, lanes, 0) - peak.max) - log_sum, {y + at, false}, lanes);
    });
  });
}

// y_i = x_i - log sum_j e^x_j, so dx = dy - e^y sum_j dy_j.
void log_softmax_backward(const Lines& lines, const real* y, const real* dy, Slot dx) {
  kernels::each_line(lines, [=](const Line& line) {
    Batch sum(real(0));
    line.each([&](int64_t at, int64_t lanes) { sum += load(dy + at, lanes, 0); });
    sum = line.total(sum);
    line.each([&](int64_t at, int64_t lanes) {
      store(load(dy + at, lanes, 0) - xsimd::exp(load(y + at, lanes, 0)) * sum,
            {dx.data + at, dx.add}, lanes);
    });
  });
}

using Forward = void (*)(const Lines& lines, const real* x, real* y);
using BackwardOf = void (*)(const Lines& lines, const real* y, const real* dy, Slot dx);

Tensor along(const char* name, const Tensor& x, int64_t dim, Place at, Forward forward,
             BackwardOf backward) {
  const Op op(name, at);
  const bool scalar = x.dim() == 0;  // a line of one number
  const Lines lines(scalar ? Shape{1} : x.shape(),
                    scalar ? 0 : checked_axis(dim, x.shape(), name, at));
  Tensor y = empty(x.shape(), at);
  forward(lines, x.data(), y.mutable_data());
  return op.record(y, {x}, [lines, backward, y = Saved(y)](Backward& step) {
    const real* numbers = step.get(y);
    backward(lines, numbers, step.dy(), step.dx(0));
  });
}

}  // namespace

Tensor softmax(const Tensor& x, int64_t dim, Place at) {
  return along("softmax", x, dim, at, softmax_forward, softmax_backward);
}

Tensor log_softmax(const Tensor& x, int64_t dim, Place at) {
  return along("log_softmax", x, dim, at, log_softmax_forward, log_softmax_backward);
}

}  // namespace heed::inline HEED_PRECISION
