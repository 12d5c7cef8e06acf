// What goes with an optimiser: clipping, and the learning rate's schedule.
#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/optim.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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

TEST_CASE("clip_grad_norm shortens all gradients together, and only if they are too long") {
  Tensor a = ones({2}), b = ones({1}), unused = ones({1});
  for (Tensor* x : {&a, &b, &unused}) x->requires_grad_();
  const auto fill = [&] {
    for (Tensor* x : {&a, &b}) x->zero_grad();
    (a * 1.0).backward(Tensor({2}, {3, 0}));
    (b * 1.0).backward(Tensor({1}, {4}));
  };
  fill();
  CHECK(clip_grad_norm({a, b, unused}, 6) == 5);
  CHECK(b.grad().item() == 4);
  CHECK(clip_grad_norm({a, b, unused}, 1) == 5);
  CHECK(std::abs(double(b.grad().item()) - 0.8) < 1e-6);
  CHECK(std::abs(double(a.grad().at({0})) - 0.6) < 1e-6);
  CHECK(!unused.grad().defined());
  CHECK(contains(message_of([&] { clip_grad_norm({a}, 0); }), "max_norm"));
  fill();
  a.mutable_grad().mutable_data()[0] = real(kNaN);
  CHECK_THROWS_AS(clip_grad_norm({a, b}, 1), NumericalError);
}

TEST_CASE("a gradient that two parameters share is clipped once") {
  Tensor a = ones({1}), b = ones({1});
  a.requires_grad_();
  b.requires_grad_();
  (a + b).backward(Tensor({1}, {10}));  // both gradients may be one block of numbers
  const double norm = clip_grad_norm({a, b}, 1);
  CHECK(std::abs(norm - std::sqrt(200.0)) < 1e-9);
  CHECK(std::abs(double(a.grad().item()) - std::sqrt(0.5)) < 1e-6);
  CHECK(a.grad().item() == b.grad().item());
}

TEST_CASE("the learning rate rises evenly, falls as a cosine, and stays at its floor") {
  const WarmupCosine schedule(2, 4, 12, 0.1);
  CHECK(schedule.lr(0) == 0.5);
  CHECK(schedule.lr(3) == 2);
  CHECK(schedule.lr(4) == 2);
  CHECK(std::abs(schedule.lr(8) - 2 * (0.1 + 0.9 / 2)) < 1e-12);
  CHECK(std::abs(schedule.lr(12) - 0.2) < 1e-12);
  CHECK(std::abs(schedule.lr(1000) - 0.2) < 1e-12);
  CHECK(WarmupCosine(1, 0, 0).lr(0) == 0);
  CHECK(WarmupCosine(1, 0, 1).lr(0) == 1);
  Tensor w = ones({1});
  w.requires_grad_();
  SGD optimizer({w}, {.lr = 9});
  schedule.apply(optimizer, 0);
  CHECK(optimizer.lr() == 0.5);
  CHECK(contains(message_of([] { WarmupCosine(1, 5, 4); }), "warmup <= total"));
  CHECK(contains(message_of([] { WarmupCosine(-1, 0, 4); }), "peak"));
  CHECK(contains(message_of([] { WarmupCosine(1, 0, 4, 1.5); }), "share"));
}
