// Adagrad: gradients divided by the size of all before them.

#include "engine/optim/adagrad.hpp"

#include <cmath>
#include <limits>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::read;
using std::sqrt, xsimd::sqrt;

}  // namespace

Adagrad::Adagrad(const ParameterGroups& parameters, const AdagradOptions& options, Place at)
    : Optimizer("Adagrad", parameters, options.lr, options.weight_decay, at), options_(options) {
  check_options(at);
}

void Adagrad::visit(const Visitor& show) {
  const double infinity = std::numeric_limits<double>::infinity(),
               start = options_.initial_accumulator_value;
  show.option("lr_decay", options_.lr_decay, 0, infinity);
  show.option("initial_accumulator_value", start, 0, infinity);
  show.option("eps", options_.eps, 0, infinity);
  show.moment("sum", sum_, start);
}

void Adagrad::update(const std::vector<optim::Span>& spans) {
  optim::each_number(spans, [&](const optim::Span& span) {
    const double decayed = span.lr / (1 + double(span.step - 1) * options_.lr_decay);
    return [=, lr = real(decayed), decay = real(span.weight_decay), eps = real(options_.eps),
            sum = sum_[span.index].data()](auto as, int64_t i) {
      using Kind = typename decltype(as)::kind;
      const auto w = read<1, Kind>(span.weight, i);
      const auto g = read<1, Kind>(span.gradient, i) + decay * w;
      const auto s = read<1, Kind>(sum, i) + g * g;
      optim::store(sum + i, s);
      optim::store(span.weight + i, w - lr * g / (sqrt(s) + eps));
    };
  });
}

}  // namespace heed::inline HEED_PRECISION
