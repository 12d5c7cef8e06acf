// Adam and AdamW: steps of about the same length for every weight, whatever the size of its
// gradient.

#include <cmath>
#include <limits>

#include "engine/optim.hpp"
#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::read;
using std::sqrt, xsimd::sqrt;

// One step of one parameter.
struct Update {
  optim::Span span;
  real *mean, *square;
  real beta1, beta2, eps;
  real lr;      // lr / (1 - beta1^t)
  real spread;  // 1 / sqrt(1 - beta2^t)
  real decay;   // the share of a weight that joins its gradient
  real keep;    // what decoupled decay leaves of a weight

  template <class Kind>
  void operator()(kernels::As<Kind>, int64_t i) const {
    const auto w = read<1, Kind>(span.weight, i);
    const auto g = read<1, Kind>(span.gradient, i) + decay * w;
    const auto m = beta1 * read<1, Kind>(mean, i) + (real(1) - beta1) * g;
    const auto v = beta2 * read<1, Kind>(square, i) + (real(1) - beta2) * g * g;
    optim::store(mean + i, m);
    optim::store(square + i, v);
    optim::store(span.weight + i, keep * w - lr * m / (sqrt(v) * spread + eps));
  }
};

}  // namespace

Adam::Adam(const char* name, const std::vector<Tensor>& parameters, const AdamOptions& options,
           Decay decay, Place at)
    : Optimizer(name, parameters, options.lr, at),
      options_(options),
      decay_(decay),
      moments_(parameters_.size()) {
  const double inf = std::numeric_limits<double>::infinity();
  optim::check_range(name, "beta1", options.beta1, 0, 1, at);
  optim::check_range(name, "beta2", options.beta2, 0, 1, at);
  optim::check_range(name, "eps", options.eps, 0, inf, at);
  optim::check_range(name, "weight_decay", options.weight_decay, 0, inf, at);
}

Adam::Adam(const std::vector<Tensor>& parameters, const AdamOptions& options, Place at)
    : Adam("Adam", parameters, options, Decay::in_gradient, at) {}

AdamW::AdamW(const std::vector<Tensor>& parameters, const AdamWOptions& options, Place at)
    : Adam("AdamW", parameters,
           {.lr = options.lr,
            .beta1 = options.beta1,
            .beta2 = options.beta2,
            .eps = options.eps,
            .weight_decay = options.weight_decay},
           Decay::decoupled, at) {}

void Adam::step() {
  const profile::Clock clock(name_, profile::Pass::forward);
  const std::vector<optim::Span> spans = optim::with_gradient(parameters_);
  for (const optim::Span& span : spans) {
    Moments& moments = moments_[span.index];
    if (moments.steps++ > 0) continue;
    moments.mean = Buffer::zeros(span.size);
    moments.square = Buffer::zeros(span.size);
  }
  const bool decoupled = decay_ == Decay::decoupled;
  optim::each_number(spans, [&](const optim::Span& span) {
    const Moments& moments = moments_[span.index];
    const double t = double(moments.steps);
    return Update{.span = span,
                  .mean = moments.mean.data(),
                  .square = moments.square.data(),
                  .beta1 = real(options_.beta1),
                  .beta2 = real(options_.beta2),
                  .eps = real(options_.eps),
                  .lr = real(lr_ / (1 - std::pow(options_.beta1, t))),
                  .spread = real(1 / std::sqrt(1 - std::pow(options_.beta2, t))),
                  .decay = real(decoupled ? 0 : options_.weight_decay),
                  .keep = real(decoupled ? 1 - lr_ * options_.weight_decay : 1)};
  });
}

}  // namespace heed::inline HEED_PRECISION
