// RMSprop: gradients divided by their usual size.

#include "engine/optim/rmsprop.hpp"

#include <cmath>
#include <limits>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::read;
using std::sqrt, xsimd::sqrt;

// One step of one parameter.
struct Update {
  optim::Span span;
  real *square, *mean, *velocity;  // mean: null unless centered; velocity: without momentum
  real lr, alpha, share, eps, decay, momentum;  // share: 1 - alpha, rounded once

  template <class Kind>
  void operator()(kernels::As<Kind>, int64_t i) const {
    const auto w = read<1, Kind>(span.weight, i);
    const auto g = read<1, Kind>(span.gradient, i) + decay * w;
    auto s = alpha * read<1, Kind>(square, i) + share * g * g;
    optim::store(square + i, s);
    if (mean) {
      const auto a = alpha * read<1, Kind>(mean, i) + share * g;
      optim::store(mean + i, a);
      s = kernels::choose(s < a * a, Kind(real(0)), s - a * a);  // NaN stays NaN
    }
    auto u = g / (sqrt(s) + eps);
    if (velocity) {
      u = momentum * read<1, Kind>(velocity, i) + u;
      optim::store(velocity + i, u);
    }
    optim::store(span.weight + i, w - lr * u);
  }
};

}  // namespace

RMSprop::RMSprop(const ParameterGroups& parameters, const RMSpropOptions& options, Place at)
    : Optimizer("RMSprop", parameters, options.lr, options.weight_decay, at), options_(options) {
  check_options(at);
}

void RMSprop::visit(const Visitor& show) {
  const double infinity = std::numeric_limits<double>::infinity();
  show.option("alpha", options_.alpha, 0, 1);
  show.option("eps", options_.eps, 0, infinity);
  show.option("momentum", options_.momentum, 0, infinity);
  show.flag("centered", options_.centered);
  show.moment("square_avg", square_, 0);
  if (options_.centered) show.moment("grad_avg", mean_, 0);
  if (options_.momentum != 0) show.moment("momentum_buffer", velocity_, 0);
}

void RMSprop::update(const std::vector<optim::Span>& spans) {
  optim::each_number(spans, [&](const optim::Span& span) {
    return Update{.span = span,
                  .square = square_[span.index].data(),
                  .mean = options_.centered ? mean_[span.index].data() : nullptr,
                  .velocity = options_.momentum != 0 ? velocity_[span.index].data() : nullptr,
                  .lr = real(span.lr),
                  .alpha = real(options_.alpha),
                  .share = real(1 - options_.alpha),
                  .eps = real(options_.eps),
                  .decay = real(span.weight_decay),
                  .momentum = real(options_.momentum)};
  });
}

}  // namespace heed::inline HEED_PRECISION
