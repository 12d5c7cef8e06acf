// Reductions of much, of nothing, and of numbers that tie.

#include <omp.h>

#include <cmath>

#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

std::vector<real> numbers(const Tensor& x) { return {x.data(), x.data() + x.numel()}; }

}  // namespace

TEST_CASE("a sum of many numbers keeps its digits, along any axis") {
  const int64_t n = 3'000'000;
  const double tenth = double(real(0.1));
  for (const Shape& shape : {Shape{n, 1}, Shape{n / 3, 3}, Shape{2, n / 2}}) {
    const double error = double(sum(full(shape, 0.1)).item()) / (tenth * double(n)) - 1;
    REQUIRE(std::abs(error) < 1e-6);
  }
  const Tensor columns = sum(full({n / 3, 3}, 0.1), 0);
  for (const real column : numbers(columns))
    REQUIRE(std::abs(double(column) / (tenth * double(n / 3)) - 1) < 1e-6);
}

TEST_CASE("a sum has the same bits for any number of threads") {
  Random random(3);
  const Tensor x = rand({1001, 333}, -1, 1, random);
  const int before = omp_get_max_threads();
  std::vector<real> results[2];
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    for (const Tensor& y : {sum(x), sum(x, 0), sum(x, 1)})
      for (const real v : numbers(y)) results[threads == 3].push_back(v);
  }
  omp_set_num_threads(before);
  REQUIRE(results[0] == results[1]);
}

TEST_CASE("the sum of nothing is 0, and its mean NaN") {
  REQUIRE(sum(zeros({0})).item() == 0);
  REQUIRE(numbers(sum(zeros({2, 0}), 1)) == std::vector<real>{0, 0});
  REQUIRE(std::isnan(mean(zeros({0})).item()));
  REQUIRE(std::isnan(mean(zeros({2, 0}), 1).data()[1]));
  REQUIRE(mean(zeros({2, 0}), 0).shape() == Shape{0});
}

TEST_CASE("the largest numbers share the gradient if they tie") {
  Tensor x({2, 4}, {1, 3, 3, 2, 5, 5, 5, 5});
  x.requires_grad_();
  max(x, 1).backward(Tensor({2}, {1, 2}));
  REQUIRE(numbers(x.grad()) == std::vector<real>{0, .5, .5, 0, .5, .5, .5, .5});
  x.zero_grad();
  max(x).backward();
  REQUIRE(numbers(x.grad()) == std::vector<real>{0, 0, 0, 0, .25, .25, .25, .25});
  x.zero_grad();
  min(x, {0, 1}).backward();
  REQUIRE(numbers(x.grad()) == std::vector<real>{1, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("infinities have a largest number, too") {
  const real inf = std::numeric_limits<real>::infinity();
  REQUIRE(max(full({40}, -inf)).item() == -inf);
  REQUIRE(min(full({40}, inf)).item() == inf);
  REQUIRE(sum(full({40}, inf)).item() == inf);
}

TEST_CASE("an empty list of axes means all, and keepdim keeps them") {
  const Tensor x = ones({2, 3, 4});
  REQUIRE(sum(x).shape() == Shape{});
  REQUIRE(sum(x, {}, true).shape() == Shape{1, 1, 1});
  REQUIRE(sum(x, {-1, 0}).shape() == Shape{3});
  REQUIRE(sum(x, {-1, 0}, true).shape() == Shape{1, 3, 1});
}

TEST_CASE("reshape copies nothing, neither forward nor backward") {
  Tensor x = ones({2, 3});
  x.requires_grad_();
  Tensor y = reshape(x, {3, -1});
  REQUIRE(y.data() == x.data());
  y.retain_grad();
  sum(y).backward();
  REQUIRE(x.grad().shape() == Shape{2, 3});
  REQUIRE(x.grad().data() == y.grad().data());
}
