// Zeros, infinity, NaN, overflow and nothing, for the reductions of a formula and for cumsum.

#include <omp.h>

#include "engine/ops/cumsum.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/random.hpp"
#include "tests/engine/special_value.hpp"

using namespace heed;

namespace {

Tensor row(const std::vector<double>& x) {
  return Tensor({int64_t(x.size())}, std::vector<real>(x.begin(), x.end()));
}
const double huge = sizeof(real) == sizeof(double) ? 1e200 : 1e30;  // its square is infinite

}  // namespace

TEST_CASE("the gradient of a product is exact, whatever is 0") {
  const auto f = [](const Tensor& x) { return prod(x); };
  CHECK(holds(f(row({0, 2, 3})), {0}));
  CHECK(holds(gradient(f, {0, 2, 3}), {6, 0, 0}));
  CHECK(holds(gradient(f, {2, 0, 3}), {0, 6, 0}));
  CHECK(holds(gradient(f, {0, 0, 3}), {0, 0, 0}));
  CHECK(holds(gradient(f, {0, 0, 0}), {0, 0, 0}));
  CHECK(holds(gradient(f, {0}), {1}));
  CHECK(holds(gradient(f, {2, 3, 4}), {12, 8, 6}));
  CHECK(holds(gradient(f, {inf, 2}), {2, inf}));
  CHECK(holds(gradient(f, {0, inf}), {inf, 0}));
  CHECK(holds(gradient(f, {nan_, 2}), {2, nan_}));
  // PyTorch divides the product by each number: here by too much, or by too little.
  CHECK(holds(f(row({huge, huge})), {inf}));
  CHECK(holds(gradient(f, {huge, huge}), {huge, huge}));
  CHECK(holds(gradient(f, {1 / huge, 1 / huge}), {1 / huge, 1 / huge}));
  std::vector<double> numbers(100, 1.0), expected(100, 0.0);
  numbers[70] = 0, expected[70] = 1;
  CHECK(holds(gradient(f, numbers), expected));
}

TEST_CASE("a product over two axes apart sees zeros in both") {
  Tensor x({2, 2, 2}, {0, 2, 3, 4, 5, 6, 7, 0});
  x.requires_grad_();
  const Tensor y = prod(x, {0, 2});
  CHECK(holds(y, {0, 0}));
  y.backward(Tensor({2}, {1, 10}));
  CHECK(holds(x.grad(), {60, 0, 0, 0, 0, 0, 0, 10 * 84}));
  CHECK(prod(x, {0, 2}, true).shape() == Shape{1, 2, 1});
}

TEST_CASE("the product of nothing is 1") {
  CHECK(prod(zeros({0})).item() == 1);
  CHECK(holds(prod(zeros({2, 0}), 1), {1, 1}));
  CHECK(prod(zeros({2, 0}), 0).shape() == Shape{0});
  CHECK(holds(prod(zeros({0, 2, 0}), {0, 2}), {1, 1}));
  CHECK(prod(Tensor(-3.0)).item() == -3);
}

TEST_CASE("variance divides by n less the correction, and by nothing less than 0") {
  const auto with = [](double correction) {
    return [=](const Tensor& x) { return var(x, 0, false, correction); };
  };
  CHECK(holds(with(1)(row({1, 3})), {2}));
  CHECK(holds(with(0)(row({1, 3})), {1}));
  CHECK(holds(with(-2)(row({1, 3})), {0.5}));
  CHECK(holds(with(2)(row({1, 3})), {inf}));
  CHECK(holds(with(3)(row({1, 3})), {inf}));
  CHECK(holds(with(2)(row({5, 5})), {nan_}));
  CHECK(holds(with(1)(row({5})), {nan_}));
  CHECK(holds(with(0)(row({5})), {0}));
  CHECK(holds(with(0)(row({})), {nan_}));
  CHECK(holds(with(1)(zeros({0, 2})), {nan_, nan_}));
  CHECK(with(1)(zeros({2, 0})).shape() == Shape{0});
  CHECK(holds(with(1)(row({1, inf})), {nan_}));
  CHECK(holds(with(1)(row({1, nan_})), {nan_}));
  CHECK(var(row({1, 3})).item() == 2);  // 1 is the default
  CHECK(holds(gradient(with(1), {1, 3}), {-2, 2}));
  CHECK(holds(gradient(with(0), {1, 3}), {-1, 1}));
  CHECK(holds(gradient(with(1), {4, 4}), {0, 0}));
  CHECK(holds(gradient(with(1), {5}), {nan_}));
  CHECK(holds(gradient(with(0), {5}), {0}));
  CHECK(holds(gradient(with(3), {1, 3}), {-inf, inf}));
}

TEST_CASE("the gradient of a standard deviation of 0 is 0") {
  const auto with = [](double correction) {
    return [=](const Tensor& x) { return heed::std(x, 0, false, correction); };
  };
  CHECK(holds(with(0)(row({1, 3})), {1}));
  CHECK(holds(gradient(with(0), {1, 3}), {-0.5, 0.5}));
  CHECK(holds(with(1)(row({4, 4, 4})), {0}));
  CHECK(holds(gradient(with(1), {4, 4, 4}), {0, 0, 0}));
  CHECK(holds(with(0)(row({5})), {0}));
  CHECK(holds(gradient(with(0), {5}), {0}));
  CHECK(holds(with(1)(row({5})), {nan_}));
  CHECK(holds(gradient(with(1), {5}), {nan_}));
  CHECK(holds(with(1)(row({})), {nan_}));
}

TEST_CASE("variance keeps its digits where the mean is large") {
  Random random(11);
  const Tensor near_0 = rand({4096}, -1, 1, random);
  Tensor far = near_0.clone();
  for (int64_t i = 0; i < 4096; ++i)
    far.mutable_data()[i] = real(std::round(double(near_0.data()[i]) * 64) / 64 + 4096);
  double mean = 0, expected = 0;
  for (int64_t i = 0; i < 4096; ++i) mean += double(far.data()[i]) / 4096;
  for (int64_t i = 0; i < 4096; ++i) expected += std::pow(double(far.data()[i]) - mean, 2) / 4095;
  CHECK(std::abs(double(var(far).item()) / expected - 1) < 1e-5);
}

TEST_CASE("logsumexp neither overflows nor vanishes") {
  const auto f = [](const Tensor& x) { return logsumexp(x); };
  CHECK(holds(f(row({1e4, 1e4})), {1e4 + std::log(2)}));
  CHECK(holds(f(row({-1e4, -1e4})), {-1e4 + std::log(2)}));
  CHECK(holds(gradient(f, {1e4, 1e4}), {0.5, 0.5}));
  CHECK(holds(gradient(f, {-1e4, -1e4, -1e4, -1e4}), {0.25, 0.25, 0.25, 0.25}));
  CHECK(holds(gradient(f, {1e4, -1e4}), {1, 0}));
  CHECK(holds(f(row({-inf, 3})), {3}));
  CHECK(holds(gradient(f, {-inf, 3}), {0, 1}));
  CHECK(holds(f(row({-inf, -inf})), {-inf}));
  CHECK(holds(gradient(f, {-inf, -inf}), {0, 0}));
  CHECK(holds(f(row({inf, 3})), {inf}));
  CHECK(holds(gradient(f, {inf, 3}), {nan_, 0}));
  CHECK(holds(f(row({inf, -inf})), {inf}));
  CHECK(holds(f(row({nan_, 3})), {nan_}));
  CHECK(holds(f(row({})), {-inf}));
  CHECK(holds(logsumexp(zeros({2, 0}), 1), {-inf, -inf}));
  CHECK(logsumexp(zeros({2, 0}), 0).shape() == Shape{0});
  CHECK(logsumexp(Tensor(7.0)).item() == 7);
}

TEST_CASE("norms of special values, and their gradients at 0") {
  const auto with = [](double p) { return [=](const Tensor& x) { return norm(x, p); }; };
  CHECK(norm(row({3, -4})).item() == 5);  // 2 is the default
  for (const double p : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, inf, -inf, -1.0}) {
    INFO("p = " << p);
    CHECK(holds(with(p)(row({0, 0})), {0}));
    CHECK(holds(gradient(with(p), {0, 0}), {0, 0}));
    CHECK(holds(with(p)(row({nan_, 1})), {nan_}));
  }
  for (const double p : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0})
    CHECK(holds(norm(zeros({2, 0}), p, 1), {0, 0}));
  CHECK(holds(with(0)(row({0, -0.0, 5, inf})), {2}));
  CHECK(holds(gradient(with(0), {0, 5}), {0, 0}));
  CHECK(holds(gradient(with(1), {0, 3, -4}), {0, 1, -1}));
  CHECK(holds(gradient(with(1), {inf, -1}), {1, -1}));
  CHECK(holds(gradient(with(2), {0, 3, -4}), {0, 3 / 5.0, -4 / 5.0}));
  CHECK(holds(gradient(with(2), {inf, 1}), {nan_, 0}));
  CHECK(holds(gradient(with(3), {0, -2}), {0, -1}));
  CHECK(holds(gradient(with(1.5), {0, -2}), {0, -1}));
  CHECK(holds(gradient(with(0.5), {0, -4}), {0, -1}));
  CHECK(holds(with(-1)(row({2, 2})), {1}));
  CHECK(holds(with(-1)(row({0, 2})), {0}));
  CHECK(holds(gradient(with(-1), {0, 2}), {0, 0}));
  CHECK(holds(with(-1)(row({inf, 2})), {2}));
  CHECK(holds(gradient(with(-1), {inf, 2}), {0, 1}));
  if (sizeof(real) == sizeof(float)) CHECK(holds(with(1e300)(row({3, -4})), {4}));  // infinite
}

TEST_CASE("numbers that tie for the largest size share the gradient of the norm") {
  const auto with = [](double p) { return [=](const Tensor& x) { return norm(x, p); }; };
  CHECK(holds(gradient(with(inf), {3, -3, 1}), {0.5, -0.5, 0}));
  CHECK(holds(gradient(with(inf), {1, -7, 2}), {0, -1, 0}));
  CHECK(holds(gradient(with(inf), {inf, 1}), {1, 0}));
  CHECK(holds(gradient(with(-inf), {3, -2, 2, 2, -2}), {0, -0.25, 0.25, 0.25, -0.25}));
  CHECK(holds(norm(Tensor({2, 2}, {1, -5, 3, 2}), inf, 0), {3, 5}));
}

TEST_CASE("a running sum carries NaN and infinity on, and keeps its digits") {
  CHECK(holds(cumsum(row({1, nan_, 2}), 0), {1, nan_, nan_}));
  CHECK(holds(cumsum(row({1, inf, -inf, 1}), 0), {1, inf, nan_, nan_}));
  CHECK(holds(gradient([](const Tensor& x) { return cumsum(x, 0); }, {5, 6, 7}), {3, 2, 1}));
  CHECK(cumsum(zeros({3, 0}), 1).shape() == Shape{3, 0});
  CHECK(cumsum(Tensor(5.0), 0).item() == 5);
  const int64_t n = 1'000'000;
  const Tensor y = cumsum(full({n}, 0.1), 0);
  CHECK(std::abs(double(y.data()[n - 1]) / (double(real(0.1)) * double(n)) - 1) < 1e-7);
}

TEST_CASE("reductions of a formula have the same bits for any number of threads") {
  Random random(3);
  const Tensor x = rand({1001, 333}, 0.99, 1.01, random);
  const int before = omp_get_max_threads();
  std::vector<real> results[2];
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    for (const Dims& dims : {Dims(), Dims(0), Dims(1)})
      for (const Tensor& y : {var(x, dims), logsumexp(x, dims), norm(x, 2, dims), norm(x, 3, dims)})
        results[threads == 3].insert(results[threads == 3].end(), y.data(), y.data() + y.numel());
  }
  omp_set_num_threads(before);
  REQUIRE(results[0] == results[1]);
}
