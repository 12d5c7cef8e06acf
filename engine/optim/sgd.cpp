// Stochastic gradient descent.

#include "engine/optim/sgd.hpp"

#include <limits>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

using kernels::read;

SGD::SGD(const ParameterGroups& parameters, const SGDOptions& options, Place at)
    : Optimizer("SGD", parameters, options.lr, options.weight_decay, at), options_(options) {
  check_options(at);
  if (options.nesterov && options.momentum == 0)
    throw ValueError(explain(name_, at, "nesterov looks ahead along the momentum, which is 0"));
  if (options.nesterov && options.dampening != 0)
    throw ValueError(
        explain(name_, at, "nesterov needs dampening = 0, it is " + exact_text(options.dampening)));
}

void SGD::visit(const Visitor& show) {
  show.option("momentum", options_.momentum, 0, std::numeric_limits<double>::infinity());
  show.option("dampening", options_.dampening, 0, 1);
  show.flag("nesterov", options_.nesterov);
  if (options_.momentum != 0) show.moment("momentum_buffer", velocity_, 0);
}

void SGD::update(const std::vector<optim::Span>& spans) {
  const real momentum = real(options_.momentum);
  if (momentum == 0) {
    optim::each_number(spans, [](const optim::Span& span) {
      return [=, lr = real(span.lr), decay = real(span.weight_decay)](auto as, int64_t i) {
        using Kind = typename decltype(as)::kind;
        const auto w = read<1, Kind>(span.weight, i);
        optim::store(span.weight + i, w - lr * (read<1, Kind>(span.gradient, i) + decay * w));
      };
    });
    return;
  }
  const real own = options_.nesterov ? real(1) : real(0);
  const real ahead = options_.nesterov ? momentum : real(1);
  optim::each_number(spans, [&](const optim::Span& span) {
    return [=, lr = real(span.lr), decay = real(span.weight_decay),
            share = real(span.step == 1 ? 1 : 1 - options_.dampening),
            velocity = velocity_[span.index].data()](auto as, int64_t i) {
      using Kind = typename decltype(as)::kind;
      const auto w = read<1, Kind>(span.weight, i);
      const auto g = read<1, Kind>(span.gradient, i) + decay * w;
      const auto v = momentum * read<1, Kind>(velocity, i) + share * g;
      optim::store(velocity + i, v);
      optim::store(span.weight + i, w - lr * (own * g + ahead * v));
    };
  });
}

}  // namespace heed::inline HEED_PRECISION
