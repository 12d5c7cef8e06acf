// The optimisers against their formulas, in plain loops of double.
#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/ops/arithmetic.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

constexpr double kTolerance = sizeof(real) == sizeof(double) ? 1e-13 : 1e-5;

// One weight as a formula sees it: t counts from 1; m, v and u, which it may keep, begin at 0.
struct Weight {
  double w, m = 0, v = 0, u = 0;
};
using Formula = std::function<void(Weight& x, double g, int t)>;

double mean_loss_gradient(double w, int t, int64_t i) { return w * std::sin(double(i + 3 * t)); }

// Steps both, with the gradients of sum(sin(i + 3 t) w^2) / 2, and gives the largest difference.
double difference_after_20_steps(Optimizer& optimizer, std::vector<Tensor> parameters,
                                 const Formula& formula) {
  std::vector<std::vector<Weight>> expected;
  for (const Tensor& x : parameters) {
    expected.emplace_back();
    for (int64_t i = 0; i < x.numel(); ++i) expected.back().push_back({double(x.data()[i])});
  }
  for (int t = 1; t <= 20; ++t) {
    optimizer.zero_grad();
    for (size_t p = 0; p < parameters.size(); ++p) {
      Tensor slope = empty(parameters[p].shape());
      for (int64_t i = 0; i < slope.numel(); ++i) {
        slope.mutable_data()[i] = real(0.5 * std::sin(double(i + 3 * t)));
        Weight& x = expected[p][size_t(i)];
        formula(x, mean_loss_gradient(x.w, t, i), t);
      }
      (parameters[p] * parameters[p]).backward(slope);
    }
    optimizer.step();
  }
  double worst = 0;
  for (size_t p = 0; p < parameters.size(); ++p)
    for (int64_t i = 0; i < parameters[p].numel(); ++i) {
      const double a = parameters[p].data()[i], b = expected[p][size_t(i)].w;
      worst = std::max(worst, std::abs(a - b) / (1 + std::abs(a) + std::abs(b)));
    }
  return worst;
}

std::vector<Tensor> some_parameters() {
  Random random(1);
  std::vector<Tensor> all = {randn({7, 5}, random), randn({1}, random), randn({200, 101}, random),
                             randn({0}, random)};
  for (Tensor& x : all) x.requires_grad_();
  return all;
}

Formula sgd(const SGDOptions& o) {
  return [=](Weight& x, double g, int t) {
    g += o.weight_decay * x.w;
    x.m = o.momentum * x.m + (t == 1 ? g : (1 - o.dampening) * g);
    x.w -= o.lr * (o.nesterov ? g + o.momentum * x.m : x.m);
  };
}

Formula adam(const AdamOptions& o, bool decoupled) {
  return [=](Weight& x, double g, int t) {
    if (decoupled)
      x.w -= o.lr * o.weight_decay * x.w;
    else
      g += o.weight_decay * x.w;
    x.m = o.beta1 * x.m + (1 - o.beta1) * g;
    x.v = o.beta2 * x.v + (1 - o.beta2) * g * g;
    x.u = std::max(x.u, x.v);
    const double m = x.m / (1 - std::pow(o.beta1, t));
    const double v = (o.amsgrad ? x.u : x.v) / (1 - std::pow(o.beta2, t));
    x.w -= o.lr * m / (std::sqrt(v) + o.eps);
  };
}

Formula rmsprop(const RMSpropOptions& o) {
  return [=](Weight& x, double g, int) {
    g += o.weight_decay * x.w;
    x.v = o.alpha * x.v + (1 - o.alpha) * g * g;
    x.m = o.alpha * x.m + (1 - o.alpha) * g;
    const double variance = o.centered ? x.v - x.m * x.m : x.v;
    x.u = o.momentum * x.u + g / (std::sqrt(variance) + o.eps);
    x.w -= o.lr * x.u;
  };
}

Formula adagrad(const AdagradOptions& o) {
  return [=](Weight& x, double g, int t) {
    g += o.weight_decay * x.w;
    if (t == 1) x.v = o.initial_accumulator_value;
    x.v += g * g;
    x.w -= o.lr / (1 + (t - 1) * o.lr_decay) * g / (std::sqrt(x.v) + o.eps);
  };
}

// Whether an optimiser does what its formula says.
template <class Kind, class Options>
void check(const Options& options, const Formula& formula) {
  std::vector<Tensor> parameters = some_parameters();
  Kind optimizer(parameters, options);
  CHECK(difference_after_20_steps(optimizer, parameters, formula) < kTolerance);
}

}  // namespace

TEST_CASE("SGD follows its formula over 20 steps") {
  for (const double momentum : {0.0, 0.9})
    for (const double decay : {0.0, 0.05})
      for (const bool nesterov : {false, true}) {
        if (nesterov && momentum == 0) continue;
        CAPTURE(momentum, decay, nesterov);
        const SGDOptions options{
            .lr = 0.05, .momentum = momentum, .weight_decay = decay, .nesterov = nesterov};
        check<SGD>(options, sgd(options));
      }
  const SGDOptions dampened{.lr = 0.05, .momentum = 0.9, .dampening = 0.4, .weight_decay = 0.05};
  check<SGD>(dampened, sgd(dampened));
}

TEST_CASE("Adam and AdamW follow their formulas over 20 steps") {
  for (const double decay : {0.0, 0.1})
    for (const bool amsgrad : {false, true}) {
      CAPTURE(decay, amsgrad);
      const AdamOptions in_gradient{.lr = 0.01,
                                    .beta1 = 0.8,
                                    .beta2 = 0.9,
                                    .eps = 1e-6,
                                    .weight_decay = decay,
                                    .amsgrad = amsgrad};
      const AdamWOptions decoupled{.lr = 0.01,
                                   .beta1 = 0.8,
                                   .beta2 = 0.9,
                                   .eps = 1e-6,
                                   .weight_decay = decay,
                                   .amsgrad = amsgrad};
      check<Adam>(in_gradient, adam(in_gradient, false));
      check<AdamW>(decoupled, adam(in_gradient, true));
    }
}

TEST_CASE("RMSprop follows its formula over 20 steps") {
  for (const double momentum : {0.0, 0.8})
    for (const double decay : {0.0, 0.1})
      for (const bool centered : {false, true}) {
        CAPTURE(momentum, decay, centered);
        const RMSpropOptions options{.lr = 0.01,
                                     .alpha = 0.9,
                                     .eps = 1e-6,
                                     .weight_decay = decay,
                                     .momentum = momentum,
                                     .centered = centered};
        check<RMSprop>(options, rmsprop(options));
      }
}

TEST_CASE("Adagrad follows its formula over 20 steps") {
  for (const double lr_decay : {0.0, 0.1})
    for (const double decay : {0.0, 0.1})
      for (const double start : {0.0, 0.5}) {
        CAPTURE(lr_decay, decay, start);
        const AdagradOptions options{.lr = 0.05,
                                     .lr_decay = lr_decay,
                                     .weight_decay = decay,
                                     .initial_accumulator_value = start,
                                     .eps = 1e-6};
        check<Adagrad>(options, adagrad(options));
      }
}
