// nll_loss: picks one number of each line, and backward puts the gradient there.

#include "engine/kernels/fold.hpp"
#include "engine/kernels/lines.hpp"
#include "engine/ops/class_labels.hpp"
#include "engine/ops/loss.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Lines;

struct Picks {
  Indices labels;
  Buffer weight;  // (C)
  int64_t ignored;

  // Calls body(i, where line i's number of its label's class stands, that class's weight).
  template <class Body>
  void each(const Lines& lines, const Body& body) const {
    const int64_t inner = lines.inner;
    kernels::parallel_for(lines.count(), kernels::kGrain / 8, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        if (const int64_t label = labels[i]; label != ignored)
          body(i, (i / inner * lines.length + label) * inner + i % inner, weight.data()[label]);
    });
  }
};

}  // namespace

Tensor nll_loss(const Tensor& log_probs, const Indices& labels, const NllLoss& options, Place at) {
  const Op op("nll_loss", at);
  const int axis = class_axis(op, "log_probs", log_probs);
  check_classes(op, "log_probs", log_probs, axis, labels, options.weight, options.ignore_index);
  const Lines lines(log_probs.shape(), axis);
  const Picks picks{labels, class_weights(options.weight, lines.length), options.ignore_index};

  Tensor y = zeros(labels.shape(), at);
  picks.each(lines, [x = log_probs.data(), loss = y.mutable_data()](
                        int64_t i, int64_t place, real w) { loss[i] = -w * x[place]; });
  const bool keep = options.reduction == Reduction::none;
  real scale = 1;
  if (options.reduction == Reduction::mean)
    scale = real(1 / weight_of_labels(labels, picks.weight, options.ignore_index));
  if (!keep) {
    const Tensor each = y;
    y = empty({}, at);
    kernels::fold(kernels::Fold::sum, {each.numel()}, {1}, each.data(), {y.mutable_data(), false});
    *y.mutable_data() *= scale;  // where no label counts, 0 times infinity: NaN
  }
  return op.record(y, {log_probs}, [=](Backward& step) {
    real* dx = step.add_to(0);
    picks.each(lines, [=, dloss = step.dy()](int64_t i, int64_t place, real w) {
      dx[place] -= scale * w * dloss[keep ? i : 0];
    });
  });
}

}  // namespace heed::inline HEED_PRECISION
