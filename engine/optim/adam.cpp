// Adam and AdamW: steps of about the same length for every weight, whatever the size of its
// gradient.

#include "engine/optim/adam.hpp"

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
  real *mean, *square, *largest;  // largest: null without amsgrad
  real beta1, beta2, eps;
  real share1, share2;  // 1 - beta1, 1 - beta2, rounded once: 1 - real(0.999) is off by 1e-5 of it
  real lr;              // lr / (1 - beta1^t)
  real spread;          // 1 / sqrt(1 - beta2^t)
  real decay;           // the share of a weight that joins its gradient
  real keep;            // what decoupled decay leaves of a weight

  template <class Kind>
  void operator()(kernels::As<Kind>, int64_t i) const {
    const auto w = read<1, Kind>(span.weight, i);
    const auto g = read<1, Kind>(span.gradient, i) + decay * w;
    const auto m = beta1 * read<1, Kind>(mean, i) + share1 * g;
    auto v = beta2 * read<1, Kind>(square, i) + share2 * g * g;
    optim::store(mean + i, m);
    optim::store(square + i, v);
    if (largest) {
      const auto before = read<1, Kind>(largest, i);
      v = kernels::choose(before >= v, before, v);  // NaN where v is
      optim::store(largest + i, v);
    }
    optim::store(span.weight + i, keep * w - lr * m / (sqrt(v) * spread + eps));
  }
};

}  // namespace

Adam::Adam(const char* name, const ParameterGroups& parameters, const AdamOptions& options,
           Decay decay, Place at)
    : Optimizer(name, parameters, options.lr, options.weight_decay, at),
      options_(options),
      decay_(decay) {
  check_options(at);
}

Adam::Adam(const ParameterGroups& parameters, const AdamOptions& options, Place at)
    : Adam("Adam", parameters, options, Decay::in_gradient, at) {}

AdamW::AdamW(const ParameterGroups& parameters, const AdamWOptions& options, Place at)
    : Adam("AdamW", parameters,
           {.lr = options.lr,
            .beta1 = options.beta1,
            .beta2 = options.beta2,
            .eps = options.eps,
            .weight_decay = options.weight_decay,
            .amsgrad = options.amsgrad},
           Decay::decoupled, at) {}

void Adam::visit(const Visitor& show) {
  show.option("beta1", options_.beta1, 0, 1);
  show.option("beta2", options_.beta2, 0, 1);
  show.option("eps", options_.eps, 0, std::numeric_limits<double>::infinity());
  show.flag("amsgrad", options_.amsgrad);
  show.moment("exp_avg", mean_, 0);
  show.moment("exp_avg_sq", square_, 0);
  if (options_.amsgrad) show.moment("max_exp_avg_sq", largest_, 0);
}

void Adam::update(const std::vector<optim::Span>& spans) {
  const bool decoupled = decay_ == Decay::decoupled;
  optim::each_number(spans, [&](const optim::Span& span) {
    const double t = double(span.step);
    return Update{.span = span,
                  .mean = mean_[span.index].data(),
                  .square = square_[span.index].data(),
                  .largest = options_.amsgrad ? largest_[span.index].data() : nullptr,
                  .beta1 = real(options_.beta1),
                  .beta2 = real(options_.beta2),
                  .eps = real(options_.eps),
                  .share1 = real(1 - options_.beta1),
                  .share2 = real(1 - options_.beta2),
                  .lr = real(span.lr / (1 - std::pow(options_.beta1, t))),
                  .spread = real(1 / std::sqrt(1 - std::pow(options_.beta2, t))),
                  .decay = real(decoupled ? 0 : span.weight_decay),
                  .keep = real(decoupled ? 1 - span.lr * span.weight_decay : 1)};
  });
}

}  // namespace heed::inline HEED_PRECISION
