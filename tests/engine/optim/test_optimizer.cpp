// What all optimisers have in common: which parameters they move, in which groups, and which not.

#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"
#include "tests/engine/optim/every_optimizer.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Tensor weight(std::initializer_list<int64_t> shape, double value = 1) {
  return full(Shape(shape), value).requires_grad_();
}

std::vector<real> numbers(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }

}  // namespace

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

TEST_CASE("each group has its own learning rate and weight decay") {
  Tensor plain = weight({2}), slow = weight({2}), decaying = weight({2});
  SGD optimizer({{.parameters = {plain}},
                 {.parameters = {slow}, .lr = 0.05},
                 {.parameters = {decaying}, .weight_decay = 0.1}},
                {.lr = 0.5});
  CHECK(optimizer.parameters().size() == 3);
  for (Tensor* x : {&plain, &slow, &decaying}) (*x * 1.0).backward(ones({2}));
  optimizer.step();
  CHECK(plain.at({0}) == real(0.5));
  CHECK(std::abs(slow.at({0}) - real(0.95)) < 1e-6);
  CHECK(std::abs(decaying.at({0}) - real(0.45)) < 1e-6);
}

TEST_CASE("a group keeps its ratio to the learning rate that a schedule sets") {
  Tensor body = weight({1}), gamma = weight({1}), frozen = weight({1});
  AdamW optimizer({{.parameters = {body}},
                   {.parameters = {gamma}, .lr = 0.1},
                   {.parameters = {frozen}, .lr = 0}},
                  {.lr = 0.01, .weight_decay = 0});
  StepLR(0.01, 3, 0.5).apply(optimizer, 4);
  CHECK(optimizer.lr() == 0.005);
  const std::vector<double> rates = optimizer.group_lrs();
  REQUIRE(rates.size() == 3);
  CHECK(rates[0] == 0.005);
  CHECK(std::abs(rates[1] - 0.05) < 1e-15);
  CHECK(rates[2] == 0);
  for (Tensor* x : {&body, &gamma, &frozen}) (*x * 3.0).backward(ones({1}));
  optimizer.step();  // Adam's first step is lr long
  CHECK(std::abs(double(body.item()) - 0.995) < 1e-6);
  CHECK(std::abs(double(gamma.item()) - 0.95) < 1e-6);
  CHECK(frozen.item() == 1);
  optimizer.set_lr(0);  // and back: no group forgets its ratio
  optimizer.set_lr(0.01);
  CHECK(std::abs(optimizer.group_lrs()[1] - 0.1) < 1e-15);
}

TEST_CASE("groups of one optimiser move weights as two optimisers do") {
  const Tensor start = weight({3, 40}, 2);
  for (const auto& [name, make] : every_optimizer()) {
    CAPTURE(name);
    Tensor a = start.clone().requires_grad_(), b = start.clone().requires_grad_();
    Tensor c = start.clone().requires_grad_(), d = start.clone().requires_grad_();
    const auto together = make({{.parameters = {a}}, {.parameters = {b}, .lr = 1e-3}});
    const auto one = make({c}), two = make({d});
    two->set_lr(1e-3);
    for (int t = 0; t < 3; ++t) {
      for (Tensor* x : {&a, &b, &c, &d}) (*x * *x).backward(full(start.shape(), 0.3 * (t + 1)));
      for (Optimizer* optimizer : {together.get(), one.get(), two.get()}) optimizer->step();
    }
    CHECK(numbers(a) == numbers(c));
    for (int64_t i = 0; i < b.numel(); ++i)  // its rate is a product, so rounded
      CHECK(std::abs(b.data()[i] - d.data()[i]) < 1e-6);
  }
}

TEST_CASE("every optimiser gives the same bits with any number of threads") {
  Random random(3);
  const Tensor start[] = {randn({1000, 57}, random), randn({3}, random), randn({333, 101}, random)};
  const Tensor slope[] = {randn({1000, 57}, random), randn({3}, random), randn({333, 101}, random)};
  const int before = num_threads();
  for (const auto& [name, make] : every_optimizer()) {
    CAPTURE(name);
    std::vector<real> result[3];
    for (const int threads : {1, 2, 3}) {
      set_num_threads(threads);
      std::vector<Tensor> weights;
      for (const Tensor& x : start) weights.push_back(x.clone().requires_grad_());
      const auto optimizer = make(weights);
      for (int t = 0; t < 2; ++t) {
        for (size_t k = 0; k < 3; ++k) (weights[k] * weights[k]).backward(slope[k]);
        optimizer->step();
      }
      for (const Tensor& x : weights)
        for (const real w : numbers(x)) result[threads - 1].push_back(w);
    }
    CHECK(result[0] == result[1]);
    CHECK(result[0] == result[2]);
  }
  set_num_threads(before);
}

TEST_CASE("a NaN in a gradient stays NaN in the weight, and only there") {
  for (const auto& [name, make] : every_optimizer()) {
    CAPTURE(name);
    Tensor w = weight({40});
    const auto optimizer = make({w});
    Tensor slope = full({40}, 0.5);
    slope.mutable_data()[3] = slope.mutable_data()[39] = real(kNaN);
    (w * 1.0).backward(slope);
    optimizer->step();
    for (int64_t i = 0; i < 40; ++i) CHECK(std::isnan(w.data()[i]) == (i == 3 || i == 39));
  }
}

TEST_CASE("a variance that rounding makes negative is none, for centered RMSprop") {
  Tensor w = weight({33}, 0);
  RMSprop optimizer({w}, {.lr = 1e-9, .alpha = 0.5, .centered = true});
  for (int t = 0; t < 200; ++t) {  // the mean of squares comes to the square of the mean
    optimizer.zero_grad();
    (w * 1.0).backward(full({33}, 0.3));
    optimizer.step();
    for (const real x : numbers(w)) REQUIRE(std::isfinite(x));
  }
}
