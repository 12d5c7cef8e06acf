// Clipping gradients, and adding them up over parts of a batch.

#include <cmath>
#include <limits>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

TEST_CASE("clip_grad_value moves every number of the gradients between the limits") {
  Tensor a = ones({5}), b = ones({40}), unused = ones({1});
  for (Tensor* x : {&a, &b, &unused}) x->requires_grad_();
  a.backward(Tensor({5}, {-3, -0.5, 0, 0.25, 7}));
  b.backward(full({40}, 9));
  clip_grad_value({a, b, unused, a}, 0.5);
  CHECK(std::vector<real>(a.grad().data(), a.grad().data() + 5) ==
        std::vector<real>{-0.5, -0.5, 0, 0.25, 0.5});
  for (int64_t i = 0; i < 40; ++i) CHECK(b.grad().data()[i] == real(0.5));
  CHECK(!unused.grad().defined());
}

TEST_CASE("clip_grad_value makes infinity the limit, and leaves NaN as it is") {
  Tensor a = ones({3});
  a.requires_grad_();
  a.backward(Tensor({3}, {real(kInfinity), -real(kInfinity), real(kNaN)}));
  clip_grad_value({a}, 2);
  CHECK(a.grad().data()[0] == 2);
  CHECK(a.grad().data()[1] == -2);
  CHECK(std::isnan(a.grad().data()[2]));
}

TEST_CASE("clipping refuses limits that are none, and parameters that are none") {
  Tensor a = ones({1});
  a.requires_grad_();
  for (const double limit : {0.0, -1.0, kNaN}) {
    refuses<ValueError>([&] { clip_grad_norm({a}, limit); },
                        {"test_clip.cpp:", "[clip_grad_norm] max_norm must be more than 0"});
    refuses<ValueError>([&] { clip_grad_value({a}, limit); },
                        {"test_clip.cpp:", "[clip_grad_value] clip_value must be more than 0"});
  }
  refuses<ValueError>([&] { clip_grad_norm({}, 1); }, {"[clip_grad_norm] there are no parameters"});
  refuses<ValueError>([&] { clip_grad_value({}, 1); },
                      {"[clip_grad_value] there are no parameters"});
  refuses<ValueError>([&] { clip_grad_value({a * 2.0}, 1); }, {"must be a leaf", "[mul]"});
}

TEST_CASE("k parts of a batch, each loss divided by k, give the gradient of the whole batch") {
  Random random(5);
  const Tensor x = randn({12, 7}, random), y = randn({12, 3}, random);
  const Tensor start = randn({3, 7}, random);
  const auto gradient = [&](int64_t parts) {
    Tensor w = start.clone().requires_grad_();
    const int64_t rows = 12 / parts;
    for (int64_t first = 0; first < 12; first += rows) {
      const Tensor some = slice(x, 0, first, first + rows), want = slice(y, 0, first, first + rows);
      (mse_loss(linear(some, w), want) / double(parts)).backward();
    }
    return w.grad();
  };
  const Tensor whole = gradient(1);
  for (const int64_t parts : {2, 3, 4, 12}) {
    const Tensor sum = gradient(parts);
    for (int64_t i = 0; i < whole.numel(); ++i) {
      const double a = whole.data()[i], b = sum.data()[i];
      CHECK(std::abs(a - b) <= (sizeof(real) == 4 ? 1e-6 : 1e-15) * (1 + std::abs(a)));
    }
  }
}
