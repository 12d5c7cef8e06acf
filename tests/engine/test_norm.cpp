// Norms: what a table of values and gradients does not show.

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/norm.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

void require_close(const Tensor& x, const std::vector<double>& expected) {
  REQUIRE(x.numel() == int64_t(expected.size()));
  for (int64_t i = 0; i < x.numel(); ++i) {
    CAPTURE(i, x.data()[i], expected[size_t(i)]);
    REQUIRE(std::abs(double(x.data()[i]) - expected[size_t(i)]) < 1e-6);
  }
}

}  // namespace

TEST_CASE("batch norm moves its running moments towards the batch's, the variance unbiased") {
  Tensor mean = zeros({2}), var = ones({2});
  // Channel 0 holds 1, 3, 5, 7: mean 4, sum of squares 20. Channel 1 holds 2 four times.
  Tensor x({2, 2, 2}, {1, 3, 2, 2, 5, 7, 2, 2});
  x.requires_grad_();
  const Tensor y = batch_norm(x, {}, {}, mean, var, true, 0.25);
  require_close(mean, {0.25 * 4, 0.25 * 2});
  require_close(var, {0.75 + 0.25 * 20 / 3, 0.75});
  REQUIRE_FALSE(mean.requires_grad());
  const Tensor again = batch_norm(x, {}, {}, mean, var, true, 0.25);
  require_close(mean, {0.75 + 1, 0.375 + 0.5});
  (y + again).backward(ones({2, 2, 2}));  // which the moved moments do not disturb
  REQUIRE(x.grad().defined());
}

TEST_CASE("batch norm in evaluation uses the running moments and leaves them alone") {
  const Tensor mean({1}, {3}), var({1}, {4});
  const Tensor y = batch_norm(Tensor({1, 1, 2}, {3, 7}), {}, {}, mean, var, false, 0.5, 0.0);
  require_close(y, {0, 2});
  require_close(mean, {3});
  require_close(var, {4});
}

TEST_CASE("a batch of nothing leaves the running moments alone") {
  const Tensor mean = zeros({3}), var = ones({3});
  REQUIRE(batch_norm(zeros({0, 3, 2}), {}, {}, mean, var, true).numel() == 0);
  require_close(mean, {0, 0, 0});
  require_close(var, {1, 1, 1});
}

TEST_CASE("layer norm of a constant row is its bias") {
  const int64_t d = GENERATE(1, 2, 37);
  const Tensor y = layer_norm(full({3, d}, 0.1), full({d}, 5), full({d}, 7));
  for (int64_t i = 0; i < y.numel(); ++i) REQUIRE(std::abs(double(y.data()[i]) - 7) < 1e-4);
}

TEST_CASE("layer norm keeps its digits where the mean is a thousand times the deviation") {
  const int64_t d = 384;
  Tensor x = empty({1, d});
  for (int64_t i = 0; i < d; ++i) x.mutable_data()[i] = real(1000 + (i % 2 == 0 ? 1 : -1));
  const Tensor y = layer_norm(x, {}, {}, 0.0);
  for (int64_t i = 0; i < d; ++i) REQUIRE(std::abs(std::abs(double(y.data()[i])) - 1) < 1e-4);
}

TEST_CASE("the gradients of a norm have the same bits every time") {
  const int before = num_threads();
  set_num_threads(3);
  const Tensor x = randn({301, 67}), g = randn({301, 67});
  Tensor weight = randn({67}), first;
  weight.requires_grad_();
  for (int run = 0; run < 5; ++run) {
    weight.zero_grad();
    layer_norm(x, weight).backward(g);
    if (run == 0) first = weight.grad().clone();
    for (int64_t i = 0; i < 67; ++i) REQUIRE(weight.grad().data()[i] == first.data()[i]);
  }
  set_num_threads(before);
}

TEST_CASE("instance norm moves its running moments towards the mean of the examples'") {
  Tensor mean = zeros({1}), var = ones({1});
  // The first example has mean 2 and sum of squares 2, the second 7 and 8.
  const Tensor x({2, 1, 2}, {1, 3, 5, 9});
  instance_norm(x, {}, {}, mean, var, true, 0.25);
  require_close(mean, {0.25 * (2 + 7) / 2});
  require_close(var, {0.75 + 0.25 * (2 + 8) / 2});
  const Tensor kept = mean.clone();
  const Tensor y = instance_norm(x, {}, {}, mean, var, false, 0.25);
  require_close(mean, {double(kept.data()[0])});
  REQUIRE(y.data()[0] < 0);
  const Tensor nothing = instance_norm(zeros({0, 1, 2}), {}, {}, mean, var, true, 0.25);
  require_close(mean, {double(kept.data()[0])});
}

TEST_CASE("rms norm leaves the mean where it is") {
  const Tensor y = rms_norm(Tensor({1, 2}, {3, 4}), {}, 0.0);
  require_close(y, {3 / std::sqrt(12.5), 4 / std::sqrt(12.5)});
  require_close(rms_norm(zeros({2, 3})), {0, 0, 0, 0, 0, 0});  // its eps is not 0
}

TEST_CASE("the gradients of group norm have the same bits for any number of threads") {
  const int before = num_threads();
  const Tensor g = randn({5, 6, 67});
  Tensor x = randn({5, 6, 67}), weight = randn({6}), first[2];
  x.requires_grad_();
  weight.requires_grad_();
  for (const int threads : {1, 2, 3, 4}) {
    set_num_threads(threads);
    x.zero_grad();
    weight.zero_grad();
    group_norm(x, 3, weight).backward(g);
    if (threads == 1) first[0] = x.grad().clone(), first[1] = weight.grad().clone();
    for (int64_t i = 0; i < x.numel(); ++i) REQUIRE(x.grad().data()[i] == first[0].data()[i]);
    for (int64_t i = 0; i < 6; ++i) REQUIRE(weight.grad().data()[i] == first[1].data()[i]);
  }
  set_num_threads(before);
}
