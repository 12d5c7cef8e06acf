// cross_entropy as one kernel each way, which never writes the probabilities down.

#include <cmath>

#include "engine/kernels/fold.hpp"
#include "engine/kernels/softmax.hpp"
#include "engine/ops/class_labels.hpp"
#include "engine/ops/loss.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Batch, kernels::kWidth, kernels::Line, kernels::Lines, kernels::load, kernels::store;

// What both directions of cross_entropy read besides the logits.
struct Targets {
  Indices labels;
  int64_t ignored = 0;
  real sharp = 1, smooth = 0;  // the target's part on the label, and on each class
  Buffer weight = {};          // (C)
  real total = 0;              // of these
  double counted = 0;          // the sum of the labels' weights, which a mean divides by

  Batch weights(const Line& line, int64_t at, int64_t lanes) const {
    const real* w = weight.data() + line.place(at);
    return line.along ? load(w, lanes, 0) : Batch(*w);
  }
};

// The lanes of a register, to read one by one.
struct Lanes {
  alignas(64) real lane[kWidth];
  explicit Lanes(Batch x = Batch(real(0))) { x.store_aligned(lane); }
  real& operator[](int64_t k) { return lane[k]; }
  Batch load() const { return Batch::load_aligned(lane); }
};

// loss = sharp w_y l_y + smooth sum_c w_c l_c, where l = log(sum) - (x - max) is -log(softmax(x)).
// `peaks` (2, lines) keeps max and log(sum) for backward.
void cross_entropy_forward(const Lines& lines, const Targets& t, const real* x, real* loss,
                           real* peaks) {
  kernels::each_line(lines, [&, x, loss, peaks](const Line& line) {
    const kernels::Peak peak = kernels::peak_of(line, x, [](int64_t, int64_t, Batch) {});
    const Batch log_sum = xsimd::log(peak.sum);
    Batch even(real(0));
    if (t.smooth != 0)
      line.each([&](int64_t at, int64_t lanes) {
        even += t.weights(line, at, lanes) * (log_sum - (load(x + at, lanes, 0) - peak.max));
      });
    Lanes max(peak.max), log(log_sum), all(line.total(even));
    for (int64_t k = 0; k < line.neighbours(); ++k) {
      const int64_t i = line.first + k, label = t.labels[i];
      peaks[i] = max[k];
      peaks[lines.count() + i] = log[k];
      loss[i] = 0;
      if (label == t.ignored) continue;
      const real l = log[k] - (x[line.at + label * line.step() + k] - max[k]);
      loss[i] = t.sharp * t.weight.data()[label] * l + t.smooth * all[k];
    }
  });
}

// With p = e^(x - max - log(sum)), dl_j/dx_c = p_c - [c = j], so
// dx_c = dloss ((sharp w_y + smooth sum_j w_j) p_c - sharp w_y [c = y] - smooth w_c).
// dloss stands `step` numbers apart: 0 where one number holds for all.
void cross_entropy_backward(const Lines& lines, const Targets& t, const real* x, const real* peaks,
                            real scale, const real* dloss, int64_t step, Slot dx) {
  kernels::each_line(lines, [&, x, peaks, scale, dloss, step, dx](const Line& line) {
    Lanes max, log, p_part, w_part, label_part;
    for (int64_t k = 0; k < line.neighbours(); ++k) {
      const int64_t i = line.first + k, label = t.labels[i];
      max[k] = peaks[i], log[k] = peaks[lines.count() + i];
      if (label == t.ignored) continue;
      const real g = scale * dloss[i * step];
      label_part[k] = g * t.sharp * t.weight.data()[label];
      w_part[k] = g * t.smooth;
      p_part[k] = label_part[k] + w_part[k] * t.total;
    }
    const auto spread = [&](Lanes& lanes) { return line.along ? Batch(lanes[0]) : lanes.load(); };
    const Batch m = spread(max), l = spread(log), a = spread(p_part), b = spread(w_part);
    const Batch zero(real(0));
    line.each([&](int64_t at, int64_t lanes) {
      const Batch p = xsimd::exp((load(x + at, lanes, 0) - m) - l);
      Batch d = kernels::choose(a == zero, zero,
                                a * p);  // NaN in a line that does not count is no matter
      if (t.smooth != 0) d -= b * t.weights(line, at, lanes);
      store(d, {dx.data + at, dx.add}, lanes);
    });
    for (int64_t k = 0; k < line.neighbours(); ++k)
      if (const int64_t label = t.labels[line.first + k]; label != t.ignored)
        dx.data[line.at + label * line.step() + k] -= label_part[k];
  });
}

void check_smoothing(const Op& op, const Tensor& logits, double smoothing) {
  if (!(smoothing >= 0 && smoothing <= 1))
    throw ValueError(op.explain("label_smoothing is " + std::to_string(smoothing),
                                {{"logits", logits.shape()}},
                                "needs a part of the target: 0 to 1"));
}

Targets targets_of(const Indices& labels, int64_t classes, const CrossEntropy& options) {
  Targets t{.labels = labels, .ignored = options.ignore_index};
  t.smooth = real(options.label_smoothing / double(classes));
  t.sharp = real(1 - options.label_smoothing);
  t.weight = class_weights(options.weight, classes);
  kernels::fold(kernels::Fold::sum, {classes}, {1}, t.weight.data(), {&t.total, false});
  t.counted = weight_of_labels(labels, t.weight, t.ignored);
  return t;
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Indices& labels, const CrossEntropy& options,
                     Place at) {
  const Op op("cross_entropy", at);
  const int axis = class_axis(op, "logits", logits);
  check_smoothing(op, logits, options.label_smoothing);
  check_classes(op, "logits", logits, axis, labels, options.weight, options.ignore_index);
  const Targets targets = targets_of(labels, logits.shape()[axis], options);
  const Lines lines(logits.shape(), axis);

  Tensor each = empty(labels.shape(), at);
  const Buffer peaks = Buffer::uninitialized(2 * lines.count());
  cross_entropy_forward(lines, targets, logits.data(), each.mutable_data(), peaks.data());
  const bool keep = options.reduction == Reduction::none;
  const real scale = options.reduction == Reduction::mean ? real(1 / targets.counted) : real(1);
  Tensor y = each;
  if (!keep) {
    y = empty({}, at);
    kernels::fold(kernels::Fold::sum, {each.numel()}, {1}, each.data(), {y.mutable_data(), false});
    *y.mutable_data() *= scale;  // 0 / 0 is NaN, as it should be
  }
  const auto rule = [=, logits = Saved(logits)](Backward& step) {
    const real* x = step.get(logits);
    cross_entropy_backward(lines, targets, x, peaks.data(), scale, step.dy(), keep, step.dx(0));
  };
  return op.record(y, {logits}, rule);
}

}  // namespace heed::inline HEED_PRECISION
