// Attention at its edges: large scores, hidden keys, masks of every shape, memory.

#include <algorithm>
#include <cmath>

#include "engine/ops/attention.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

Mask mask_of(const Shape& shape, uint64_t seed) {
  Mask mask(shape);
  Random random(seed);
  for (int64_t i = 0; i < mask.numel(); ++i) mask.mutable_data()[i] = random.chance(0.6);
  return mask;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  double worst = 0;
  for (int64_t i = 0; i < a.numel(); ++i)
    worst = std::fmax(worst, std::abs(double(a.data()[i]) - double(b.data()[i])));
  return worst;
}

constexpr double kSame = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;

}  // namespace

TEST_CASE("scores too large for exp choose one key, and all gradients stay finite") {
  Tensor q = Tensor({1, 1}, {1000}).requires_grad_();
  Tensor k = Tensor({3, 1}, {1, 2, -3}).requires_grad_();
  Tensor v = Tensor({3, 2}, {1, 10, 2, 20, 3, 30}).requires_grad_();
  const Tensor y = scaled_dot_product_attention(q, k, v);
  CHECK(y.at({0, 0}) == 2);
  CHECK(y.at({0, 1}) == 20);
  y.backward(ones({1, 2}));
  CHECK(q.grad().item() == 0);
  CHECK(v.grad().at({1, 0}) == 1);
  for (int64_t j = 0; j < 3; ++j) CHECK(k.grad().at({j, 0}) == 0);
}

TEST_CASE("a query that may attend to nothing gives zeros, and gets and gives no gradient") {
  Mask mask(Shape{2, 3}, 1);
  for (int64_t j = 0; j < 3; ++j) mask.mutable_data()[j] = 0;
  Random random(1);
  Tensor q = randn({2, 4}, random).requires_grad_(), k = randn({3, 4}, random).requires_grad_();
  Tensor v = randn({3, 4}, random).requires_grad_();
  const Tensor fused = scaled_dot_product_attention(q, k, v, {.mask = mask});
  const AttentionResult steps = attention_with_weights(q, k, v, {.mask = mask});
  for (int64_t c = 0; c < 4; ++c) {
    CHECK(fused.at({0, c}) == 0);
    CHECK(steps.output.at({0, c}) == 0);
    CHECK(fused.at({1, c}) != 0);
  }
  for (int64_t j = 0; j < 3; ++j) CHECK(steps.weights.at({0, j}) == 0);
  fused.backward(ones({2, 4}));
  for (int64_t c = 0; c < 4; ++c) {
    CHECK(q.grad().at({0, c}) == 0);
    CHECK(std::isfinite(k.grad().at({0, c})));
  }
}

TEST_CASE("NaN in a key that nobody may attend to stays there") {
  Random random(2);
  Tensor q = randn({3, 4}, random), k = randn({3, 4}, random), v = randn({3, 4}, random);
  k.mutable_data()[2 * 4] = real(NAN);
  Mask mask(Shape{1, 3}, 1);
  mask.mutable_data()[2] = 0;
  const Tensor y = scaled_dot_product_attention(q, k, v, {.mask = mask});
  for (int64_t i = 0; i < y.numel(); ++i) CHECK(std::isfinite(y.data()[i]));
}

TEST_CASE("hidden keys are no anomaly") {
  Random random(4);
  const Tensor x = randn({3, 4}, random);
  const DetectAnomaly detect;
  CHECK_NOTHROW(scaled_dot_product_attention(x, x, x, {.causal = true}));
  CHECK_NOTHROW(attention_with_weights(x, x, x, {.causal = true}));
}

TEST_CASE("a mask of any shape that broadcasts hides the same in either form") {
  Random random(3);
  const Tensor q = randn({2, 3, 5, 4}, random), k = randn({2, 3, 7, 4}, random);
  const Tensor v = randn({2, 3, 7, 6}, random);
  for (const Shape& shape : {Shape{},
                             {7},
                             {5, 7},
                             {5, 1},
                             {1, 7},
                             {3, 1, 7},
                             {3, 5, 7},
                             {2, 1, 5, 7},
                             {2, 1, 1, 7},
                             {2, 3, 1, 1},
                             {2, 3, 5, 7}}) {
    INFO("mask " << to_string(shape));
    const AttentionOptions options{.mask = mask_of(shape, 4)};
    const AttentionResult steps = attention_with_weights(q, k, v, options);
    CHECK(largest_difference(scaled_dot_product_attention(q, k, v, options), steps.output) <=
          kSame);
  }
}

TEST_CASE("each query's weights sum to 1") {
  Random random(5);
  const Tensor q = randn({2, 5, 4}, random), k = randn({2, 67, 4}, random);
  const Tensor weights = attention_with_weights(q, k, k, {.mask = mask_of({5, 67}, 6)}).weights;
  REQUIRE(weights.shape() == Shape{2, 5, 67});
  for (int64_t row = 0; row < 10; ++row) {
    double sum = 0;
    for (int64_t j = 0; j < 67; ++j) sum += weights.data()[row * 67 + j];
    CHECK(std::abs(sum - 1) < 1e-5);
  }
}

TEST_CASE("packed attention is attention of the heads taken apart") {
  Random random(7);
  Tensor qkv = randn({2, 37, 3 * 24}, random).requires_grad_();
  const AttentionOptions options{.mask = mask_of({2, 4, 37, 37}, 8), .causal = true};
  const Tensor packed = packed_attention(qkv, 4, options);
  const Tensor g = rand(packed.shape(), 0.5, 1.5, random);
  packed.backward(g);
  const Tensor expected_gradient = qkv.grad();
  qkv.zero_grad();
  const Heads heads = split_heads(qkv, 4);
  CHECK(heads.q.shape() == Shape{2, 4, 37, 6});
  const Tensor apart =
      merge_heads(scaled_dot_product_attention(heads.q, heads.k, heads.v, options));
  apart.backward(g);
  CHECK(largest_difference(packed, apart) <= kSame);
  CHECK(largest_difference(qkv.grad(), expected_gradient) <= 10 * kSame);
}

TEST_CASE("the fused form never holds the weights: memory grows with N, not with its square") {
  Random random(9);
  constexpr int64_t n = 2048, d = 8;
  Tensor q = randn({n, d}, random).requires_grad_(), k = randn({n, d}, random).requires_grad_();
  Tensor v = randn({n, d}, random).requires_grad_();
  const int64_t before = pool_stats().live_bytes;
  reset_peak();
  const Tensor y = scaled_dot_product_attention(q, k, v);
  CHECK(pool_stats().live_bytes - before < int64_t(8 * n * d * sizeof(real)));
  y.backward(ones(y.shape()));
  const int64_t allowed = before + int64_t(n * n * sizeof(real)) / 4;
  CHECK(pool_stats().peak_bytes <= allowed);
}

TEST_CASE("a causal mask lets each query see the keys up to its own") {
  const Mask mask = causal_mask(3, 4);
  REQUIRE(mask.shape() == Shape{3, 4});
  for (int64_t i = 0; i < 3; ++i)
    for (int64_t j = 0; j < 4; ++j) CHECK(mask[i * 4 + j] == (j <= i));
}

TEST_CASE("a padding mask is true for each example's own tokens") {
  const Mask mask = padding_mask(Indices(std::vector<int64_t>{2, 0, 3}), 3);
  REQUIRE(mask.shape() == Shape{3, 3});
  const std::vector<uint8_t> expected = {1, 1, 0, 0, 0, 0, 1, 1, 1};
  CHECK(std::equal(expected.begin(), expected.end(), mask.data()));
  CHECK(padding_mask(Indices(), 3).shape() == Shape{0, 3});
  CHECK(padding_mask(Indices(std::vector<int64_t>{0}), 0).shape() == Shape{1, 0});
  const auto make = [](const std::vector<int64_t>& lengths, int64_t longest) {
    padding_mask(Indices(lengths), longest);
  };
  try {
    make({2, 4}, 3);
    FAIL("a length longer than the longest was taken");
  } catch (const ValueError& e) {
    const std::string text = e.what();
    CHECK(text.find("[padding_mask] length 1 is 4, the longest 3") != std::string::npos);
  }
  CHECK_THROWS_AS(make({-1}, 3), ValueError);
  CHECK_THROWS_AS(make({0}, -1), ValueError);
  CHECK_THROWS_AS(padding_mask(Indices(Shape{1, 1}), 3), ValueError);
}

TEST_CASE("queries of no numbers attend to all keys alike") {
  const Tensor v({3, 1}, {1, 2, 6});
  CHECK(scaled_dot_product_attention(ones({2, 0}), ones({3, 0}), v).at({1, 0}) == 3);
  CHECK(attention_with_weights(ones({2, 0}), ones({3, 0}), v).output.at({0, 0}) == 3);
}
