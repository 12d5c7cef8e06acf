// Stochastic gradient descent.

#include <limits>

#include "engine/optim.hpp"
#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

using kernels::read;

SGD::SGD(const std::vector<Tensor>& parameters, const SGDOptions& options, Place at)
    : Optimizer("SGD", parameters, options.lr, at),
      options_(options),
      velocity_(parameters_.size()) {
  const double inf = std::numeric_limits<double>::infinity();
  optim::check_range(name_, "momentum", options.momentum, 0, inf, at);
  optim::check_range(name_, "weight_decay", options.weight_decay, 0, inf, at);
  if (options.nesterov && options.momentum == 0)
    throw ValueError(explain(name_, at, "nesterov looks ahead along the momentum, which is 0"));
}

void SGD::step() {
  const profile::Clock clock(name_, profile::Pass::forward);
  const std::vector<optim::Span> spans = optim::with_gradient(parameters_);
  const real lr = real(lr_), decay = real(options_.weight_decay);
  const real momentum = real(options_.momentum);
  if (momentum == 0) {
    optim::each_number(spans, [=](const optim::Span& span) {
      return [=](auto as, int64_t i) {
        using Kind = typename decltype(as)::kind;
        const auto w = read<1, Kind>(span.weight, i);
        optim::store(span.weight + i, w - lr * (read<1, Kind>(span.gradient, i) + decay * w));
      };
    });
    return;
  }
  const real own = options_.nesterov ? real(1) : real(0);
  const real ahead = options_.nesterov ? momentum : real(1);
  for (const optim::Span& span : spans)
    if (!velocity_[span.index]) velocity_[span.index] = Buffer::zeros(span.size);
  optim::each_number(spans, [&](const optim::Span& span) {
    return [=, velocity = velocity_[span.index].data()](auto as, int64_t i) {
      using Kind = typename decltype(as)::kind;
      const auto w = read<1, Kind>(span.weight, i);
      const auto g = read<1, Kind>(span.gradient, i) + decay * w;
      const auto v = momentum * read<1, Kind>(velocity, i) + g;
      optim::store(velocity + i, v);
      optim::store(span.weight + i, w - lr * (own * g + ahead * v));
    };
  });
}

}  // namespace heed::inline HEED_PRECISION
