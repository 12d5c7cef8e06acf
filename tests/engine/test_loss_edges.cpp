// Kinks, infinity, NaN and nothing, for the losses.

#include "engine/ops/loss.hpp"
#include "tests/engine/special_value.hpp"

using namespace heed;

namespace {

// What a loss makes of one input and one target, and its gradients there.
struct At {
  double loss, d_input, d_target;
  bool operator==(const At& other) const {
    const auto alike = [](double a, double b) {
      return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-6 * std::abs(b);
    };
    return alike(loss, other.loss) && alike(d_input, other.d_input) &&
           alike(d_target, other.d_target);
  }
};
std::ostream& operator<<(std::ostream& out, const At& at) {
  return out << "{" << at.loss << ", " << at.d_input << ", " << at.d_target << "}";
}

template <class F>
At at(const F& loss, double input, double target) {
  Tensor x = full({37}, input).requires_grad_(), t = full({37}, target).requires_grad_();
  const Tensor y = loss(x, t);
  y.backward(ones({37}));
  for (const Tensor& numbers : {y, x.grad(), t.grad()}) {  // in a register and in the tail
    const double first = double(numbers.data()[0]), last = double(numbers.data()[36]);
    REQUIRE((first == last || (std::isnan(first) && std::isnan(last)) ||
             std::abs(first - last) < 1e-6 * std::abs(last)));
  }
  return {double(y.data()[0]), double(x.grad().data()[0]), double(t.grad().data()[0])};
}

const Reduction none = Reduction::none;

}  // namespace

TEST_CASE("binary cross-entropy of logits that are certain") {
  const auto loss = [](const Tensor& x, const Tensor& t) {
    return binary_cross_entropy_with_logits(x, t, {.reduction = none});
  };
  CHECK(at(loss, 0, 0.5) == At{std::log(2), 0, 0});
  CHECK(at(loss, 1000, 1) == At{0, 0, -1000});
  CHECK(at(loss, 1000, 0) == At{1000, 1, -1000});
  CHECK(at(loss, -1000, 0) == At{0, 0, 1000});
  CHECK(at(loss, -1000, 1) == At{1000, -1, 1000});
  CHECK(at(loss, inf, 1) == At{0, 0, -inf});
  CHECK(at(loss, -inf, 0) == At{0, 0, inf});
  CHECK(at(loss, inf, 0) == At{inf, 1, -inf});
  CHECK(at(loss, -inf, 1) == At{inf, -1, inf});
  CHECK(at(loss, nan_, 1) == At{nan_, nan_, nan_});
  CHECK(at(loss, nan_, 0) == At{nan_, nan_, nan_});
  CHECK(std::isnan(at(loss, 1, nan_).loss));
  CHECK(std::abs(at(loss, 40, 1).loss * std::exp(40.0) - 1) < 1e-5);  // not rounded to 0
}

TEST_CASE("binary cross-entropy weighs the positive part alone") {
  const auto loss = [](const Tensor& x, const Tensor& t) {
    return binary_cross_entropy_with_logits(x, t, {.pos_weight = Tensor(3.0), .reduction = none});
  };
  CHECK(at(loss, 0, 1) == At{3 * std::log(2), -1.5, 2 * std::log(2)});
  CHECK(at(loss, 0, 0) == At{std::log(2), 0.5, 2 * std::log(2)});
  CHECK(at(loss, -1000, 1) == At{3000, -3, 3000});
  const auto weighted = [](const Tensor& x, const Tensor& t) {
    return binary_cross_entropy_with_logits(x, t, {.weight = Tensor(0.0), .reduction = none});
  };
  CHECK(at(weighted, 5, 0) == At{0, 0, 0});
  CHECK(std::isnan(binary_cross_entropy_with_logits(zeros({0}), zeros({0})).item()));
}

TEST_CASE("weights of binary cross-entropy may change after the call") {
  Tensor x = zeros({2}).requires_grad_(), w({2}, {1, 2});
  const Tensor y = binary_cross_entropy_with_logits(x, ones({2}), {.weight = w, .reduction = none});
  w.mutable_data()[0] = 100;
  y.backward(ones({2}));
  CHECK(holds(x.grad(), {-0.5, -1}));
}

TEST_CASE("the distances of l1 and smooth l1 at their kinks") {
  const auto l1 = [](const Tensor& x, const Tensor& t) { return l1_loss(x, t, none); };
  CHECK(at(l1, 2, 2) == At{0, 0, 0});
  CHECK(at(l1, 2, 5) == At{3, -1, 1});
  CHECK(at(l1, inf, 0) == At{inf, 1, -1});
  CHECK(at(l1, inf, inf) == At{nan_, nan_, nan_});
  CHECK(at(l1, nan_, 0) == At{nan_, nan_, nan_});
  const auto smooth = [](double beta) {
    return [=](const Tensor& x, const Tensor& t) { return smooth_l1_loss(x, t, beta, none); };
  };
  CHECK(at(smooth(0.5), 0.5, 0) == At{0.25, 1, -1});  // where the parabola meets the line
  CHECK(at(smooth(0.5), -0.5, 0) == At{0.25, -1, 1});
  CHECK(at(smooth(0.5), 0.25, 0) == At{0.0625, 0.5, -0.5});
  CHECK(at(smooth(0.5), 1, 1) == At{0, 0, 0});
  CHECK(at(smooth(1), inf, 0) == At{inf, 1, -1});
  CHECK(at(smooth(1), nan_, 0) == At{nan_, nan_, nan_});
  CHECK(at(smooth(0), 1, 1) == At{0, 0, 0});
  CHECK(at(smooth(0), 1, 4) == At{3, -1, 1});
}

TEST_CASE("the divergence adds nothing where the target is 0") {
  const auto loss = [](const Tensor& x, const Tensor& t) {
    return kl_div(x, t, {.reduction = KlReduction::none});
  };
  CHECK(at(loss, -1, 0) == At{0, 0, -inf});
  CHECK(at(loss, -inf, 0) == At{0, 0, nan_});  // how steep it is depends on which came first
  CHECK(at(loss, -inf, 0.5) == At{inf, -0.5, inf});
  CHECK(at(loss, 0, 1) == At{0, -1, 1});
  CHECK(at(loss, nan_, 0) == At{nan_, 0, nan_});
  CHECK(std::isnan(at(loss, 0, -1).loss));
  const auto logarithms = [](const Tensor& x, const Tensor& t) {
    return kl_div(x, t, {.log_target = true, .reduction = KlReduction::none});
  };
  CHECK(at(logarithms, -1, -inf) == At{0, 0, 0});
  CHECK(at(logarithms, -1, -1) == At{0, -std::exp(-1.0), std::exp(-1.0)});
  CHECK(at(logarithms, -inf, -1) == At{inf, -std::exp(-1.0), inf});
  CHECK(at(logarithms, nan_, -1) == At{nan_, -std::exp(-1.0), nan_});
}

TEST_CASE("the mean of no labels that count is NaN, and their sum 0") {
  const Indices ignored(Shape{2}, -100);
  Tensor x = ones({2, 3}).requires_grad_();
  CHECK(std::isnan(nll_loss(x, ignored).item()));
  const Tensor y = nll_loss(x, ignored, {.reduction = Reduction::sum});
  CHECK(y.item() == 0);
  y.backward();
  CHECK(holds(x.grad(), {0, 0, 0, 0, 0, 0}));
}

TEST_CASE("nll_loss looks at the label's number alone") {
  Tensor x({2, 2}, {-1, real(NAN), real(NAN), -3});
  x.requires_grad_();
  const Tensor y = nll_loss(x, Indices(std::vector<int64_t>{0, 1}));
  CHECK(y.item() == 2);
  y.backward();
  CHECK(holds(x.grad(), {-0.5, 0, 0, -0.5}));
}
