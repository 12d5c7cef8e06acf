// Softmax and cross-entropy where the plain formulas break down, and against PyTorch's numbers.

#include <cmath>
#include <limits>

#include "engine/ops/loss.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/softmax.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

constexpr real inf = std::numeric_limits<real>::infinity();
constexpr bool is_double = sizeof(real) == sizeof(double);
const Tensor logits({2, 4}, {1, 2, real(.5), -1, 0, real(.3), real(.2), real(.1)});
Indices labels(std::vector<int64_t> values) { return Indices(std::move(values)); }

void require_near(double value, double expected) {
  CAPTURE(value, expected);
  REQUIRE(std::abs(value - expected) < (is_double ? 1e-9 : 1e-6));
}

}  // namespace

TEST_CASE("cross_entropy gives PyTorch's numbers (G8)") {
  const Indices y = labels({1, 3});
  require_near(double(cross_entropy(logits, y).item()), .96885871377);
  require_near(double(cross_entropy(logits, y, {.label_smoothing = .1}).item()), 1.03510871377);
  const Tensor weight({4}, {1, 1, 1, real(.1)});
  require_near(double(cross_entropy(logits, y, {.weight = weight}).item()), .58130495548);
}

TEST_CASE("a row that may attend to nothing gives zeros, and takes no gradient") {
  Tensor x({2, 3}, {-inf, -inf, -inf, 0, -inf, 0});
  x.requires_grad_();
  const Tensor y = softmax(x, -1);
  const std::vector<real> expected = {0, 0, 0, real(.5), 0, real(.5)};
  REQUIRE(std::vector<real>(y.data(), y.data() + 6) == expected);
  y.backward(Tensor({2, 3}, {1, 2, 3, 1, 2, 3}));
  const std::vector<real> gradient = {0, 0, 0, real(-.5), 0, real(.5)};
  REQUIRE(std::vector<real>(x.grad().data(), x.grad().data() + 6) == gradient);
  const Tensor logs = log_softmax(x, -1);
  for (int64_t i = 0; i < 3; ++i) REQUIRE(logs.data()[i] == -inf);
}

TEST_CASE("the same holds across, where a register holds several lines") {
  const Tensor x({2, 3}, {-inf, 1, -inf, -inf, 1, 5});
  const Tensor y = softmax(x, 0);
  const std::vector<real> expected = {0, real(.5), 0, 0, real(.5), 1};
  REQUIRE(std::vector<real>(y.data(), y.data() + 6) == expected);
}

TEST_CASE("a NaN is not hidden by numbers that may not be attended to") {
  for (const int64_t n : {2, 5, 40}) {
    Tensor x = full({1, n}, -inf);
    x.mutable_data()[n - 1] = real(NAN);
    REQUIRE(std::isnan(softmax(x, 1).data()[n - 1]));
    REQUIRE(std::isnan(log_softmax(x, 1).data()[n - 1]));
    REQUIRE(std::isnan(cross_entropy(x, labels({0})).item()));
  }
}

TEST_CASE("logits of 10,000 are no matter") {
  Tensor x({2, 3}, {10000, 9999, -10000, -10000, -10000, -10001});
  x.requires_grad_();
  const Tensor y = softmax(x, 1), z = softmax(Tensor({2, 3}, {1, 0, -20000, 0, 0, -1}), 1);
  for (int64_t i = 0; i < 6; ++i) require_near(double(y.data()[i]), double(z.data()[i]));
  require_near(double(log_softmax(x, 1).data()[2]) / -20000,
               (20000 + std::log1p(std::exp(-1.))) / 20000);
  const Tensor loss = cross_entropy(x, labels({2, 0}));
  require_near(double(loss.item()) / 1e4,
               (20000 + std::log1p(std::exp(-1.)) + std::log(2 + std::exp(-1.))) / 2e4);
  loss.backward();
  require_near(double(x.grad().data()[0]), .5 / (1 + std::exp(-1.)));
  require_near(double(x.grad().data()[2]), -.5);
}

TEST_CASE("a mean of no losses is NaN, as in PyTorch, and their sum is 0") {
  REQUIRE(std::isnan(cross_entropy(logits, labels({-100, -100})).item()));
  REQUIRE(std::isnan(cross_entropy(zeros({0, 3}), labels({})).item()));
  REQUIRE(cross_entropy(logits, labels({-100, -100}), {.reduction = Reduction::sum}).item() == 0);
  REQUIRE(std::isnan(mse_loss(zeros({0}), zeros({0})).item()));
}

TEST_CASE("a line that does not count may hold anything") {
  Tensor x({2, 3}, {1, 2, 3, real(NAN), inf, -inf});
  x.requires_grad_();
  const Tensor loss = cross_entropy(x, labels({1, 7}), {.label_smoothing = .1, .ignore_index = 7});
  REQUIRE(std::isfinite(loss.item()));
  loss.backward();
  for (int64_t i = 3; i < 6; ++i) REQUIRE(x.grad().data()[i] == 0);
}
