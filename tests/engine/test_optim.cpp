// The optimisers against their formulas, in plain loops of double.
#include <cmath>
#include <functional>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

constexpr double kTolerance = sizeof(real) == sizeof(double) ? 1e-13 : 1e-5;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// One weight as a formula sees it: t counts from 1, m and v begin at 0.
struct Weight {
  double w, m = 0, v = 0;
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

Formula sgd(double lr, double momentum, double decay, bool nesterov) {
  return [=](Weight& x, double g, int) {
    g += decay * x.w;
    x.m = momentum * x.m + g;
    x.w -= lr * (nesterov ? g + momentum * x.m : x.m);
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
    const double m = x.m / (1 - std::pow(o.beta1, t)), v = x.v / (1 - std::pow(o.beta2, t));
    x.w -= o.lr * m / (std::sqrt(v) + o.eps);
  };
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const ValueError& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

}  // namespace

TEST_CASE("SGD follows its formula over 20 steps") {
  for (const double momentum : {0.0, 0.9})
    for (const double decay : {0.0, 0.05})
      for (const bool nesterov : {false, true}) {
        if (nesterov && momentum == 0) continue;
        CAPTURE(momentum, decay, nesterov);
        std::vector<Tensor> parameters = some_parameters();
        SGD optimizer(
            parameters,
            {.lr = 0.05, .momentum = momentum, .weight_decay = decay, .nesterov = nesterov});
        CHECK(difference_after_20_steps(optimizer, parameters,
                                        sgd(0.05, momentum, decay, nesterov)) < kTolerance);
      }
}

TEST_CASE("Adam and AdamW follow their formulas over 20 steps") {
  for (const double decay : {0.0, 0.1}) {
    CAPTURE(decay);
    const AdamOptions options{
        .lr = 0.01, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-6, .weight_decay = decay};
    std::vector<Tensor> one = some_parameters(), two = some_parameters();
    Adam with(one, options);
    AdamW without(two,
                  {.lr = 0.01, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-6, .weight_decay = decay});
    CHECK(difference_after_20_steps(with, one, adam(options, false)) < kTolerance);
    CHECK(difference_after_20_steps(without, two, adam(options, true)) < kTolerance);
  }
}

TEST_CASE("a parameter without a gradient stays, and its steps are counted from its first") {
  Tensor used = full({3}, 1), late = full({3}, 1);
  used.requires_grad_();
  late.requires_grad_();
  Adam optimizer({used, late}, {.lr = 0.1});
  (used * 2.0).backward(ones({3}));
  optimizer.step();
  CHECK(late.at({0}) == 1);
  CHECK(std::abs(used.at({0}) - real(0.9)) < 1e-6);  // Adam's first step is lr long
  optimizer.zero_grad();
  CHECK(!used.grad().defined());
  (late * 5.0).backward(ones({3}));
  optimizer.step();
  CHECK(std::abs(late.at({0}) - real(0.9)) < 1e-6);
}

TEST_CASE("a parameter that is given twice is moved once") {
  Tensor w = full({2}, 1);
  w.requires_grad_();
  SGD optimizer({w, w}, {.lr = 0.5});
  CHECK(optimizer.parameters().size() == 1);
  (w * 1.0).backward(ones({2}));
  CHECK(clip_grad_norm({w, w}, 10) == std::sqrt(2.0));
  optimizer.step();
  CHECK(w.at({1}) == real(0.5));
}

TEST_CASE("a step changes weights that a graph still needs, and backward says so") {
  Tensor w = full({2}, 3);
  w.requires_grad_();
  SGD optimizer({w}, {.lr = 0.5});
  const Tensor waiting = w * w;
  (w * 1.0).backward(ones({2}));
  optimizer.step();
  CHECK_THROWS_AS(waiting.backward(ones({2})), GradError);
}

TEST_CASE("optimisers refuse what they cannot use") {
  Tensor w = ones({2});
  w.requires_grad_();
  const std::vector<Tensor> all = {w};
  CHECK(contains(message_of([&] { SGD(all, {.lr = -1}); }), "[SGD] lr must be at least 0"));
  CHECK(contains(message_of([&] { SGD(all, {.lr = kNaN}); }), "it is nan"));
  CHECK(contains(message_of([&] { SGD(all, {.lr = INFINITY}); }), "and finite"));
  CHECK(contains(message_of([&] { SGD(all, {.momentum = -0.1}); }), "momentum"));
  CHECK(contains(message_of([&] { SGD(all, {.nesterov = true}); }), "nesterov"));
  CHECK(contains(message_of([&] { Adam(all, {.beta1 = 1}); }), "[Adam] beta1"));
  CHECK(contains(message_of([&] { AdamW(all, {.beta2 = -0.1}); }), "[AdamW] beta2"));
  CHECK(contains(message_of([&] { AdamW(all, {.eps = -1}); }), "eps"));
  CHECK(contains(message_of([&] { AdamW(all, {.weight_decay = kNaN}); }), "weight_decay"));
  CHECK(contains(message_of([&] { SGD({}, {}); }), "there are no parameters"));
  CHECK(contains(message_of([&] { SGD({Tensor()}, {}); }), "undefined"));
  CHECK(contains(message_of([&] { SGD({w * 2.0}, {}); }), "the result of [mul]"));
  SGD optimizer(all, {});
  CHECK(contains(message_of([&] { optimizer.set_lr(-2); }), "test_optim.cpp"));
}
