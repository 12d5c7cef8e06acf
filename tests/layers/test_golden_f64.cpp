// Golden vectors: what PyTorch computes in double for the same weights and inputs, to 1e-6.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/loss.hpp"
#include "layers/attention.hpp"
#include "layers/models/vit.hpp"
#include "layers/self_attention_2d.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

using Numbers = std::vector<double>;

// Weights anybody can make again: parameter p, element k is sin(0.37 (k + 1) + 1.3 p) / 10, and
// layer norms' weights 1 more.
void fill(Module& module) {
  int p = 0;
  for (auto& [name, tensor] : module.state_dict()) {
    const bool norm = name.find("norm") != std::string::npos && name.ends_with("weight");
    real* w = tensor.mutable_data();
    for (int64_t k = 0; k < tensor.numel(); ++k)
      w[k] = 0.1 * std::sin(0.37 * double(k + 1) + 1.3 * p) + (norm ? 1 : 0);
    ++p;
  }
}

// Element k is sin(0.05 k).
Tensor wave(const Shape& shape) {
  Tensor x = empty(shape);
  real* values = x.mutable_data();
  for (int64_t k = 0; k < x.numel(); ++k) values[k] = std::sin(0.05 * double(k));
  return x;
}

// The numbers of x from flat place `begin` on are these.
void check(const Tensor& x, int64_t begin, const Numbers& expected) {
  REQUIRE(x.numel() >= begin + int64_t(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i) {
    INFO("element " << begin + int64_t(i));
    CHECK_THAT(x.data()[begin + int64_t(i)], Catch::Matchers::WithinAbs(expected[i], 1e-6));
  }
}

}  // namespace

TEST_CASE("golden: a small ViT gives DINO's CLS token and its last attention") {
  ViT vit({.image = 16, .patch = 4, .dim = 12, .depth = 2, .heads = 3});
  fill(vit);
  vit.eval();
  CHECK(vit.state_dict().size() == 30);
  const Tensor x = wave({1, 3, 16, 16});
  check(vit(x), 0,
        {.99047879, 1.30753034, 1.42422556, .54281907, -.87659183, -.51339489, .96150299, .77399287,
         -.54833508, -1.21504339, -1.54168223, -1.29727964});
  const Tensor attention = vit.attention(x);
  REQUIRE(attention.shape() == Shape{1, 3, 17, 17});
  check(attention, 0,
        {.03446672, .06766701, .06998313, .06042049, .05617795, .05444416, .05696051, .0551009,
         .06098815, .07224617, .06045154, .05745783, .06006751, .05439589, .05354273, .0610419,
         .06458742});
  check(attention, (2 * 17 + 5) * 17,
        {.05396618, .0605836, .06090992, .05937336, .05871428, .05805324, .05830309, .05798371,
         .0590322, .06119048, .05938395, .05896027, .05936731, .05787088, .05773812, .05904534,
         .05952408});
}

TEST_CASE("golden: SelfAttention2d gives SAGAN's output and attention") {
  SelfAttention2d layer(16);
  fill(layer);
  layer.gamma.mutable_data()[0] = 0.5;
  const auto [output, attention] = layer(wave({1, 16, 2, 3}));
  REQUIRE(attention.shape() == Shape{1, 6, 6});
  check(attention, 0, {.16024788, .1628036, .16537365, .16795085, .17052769, .17309634});
  check(output, 0, {.30840603, .35826187, .40799112, .45746948, .50657327, .55517978});
  check(output, 15 * 6, {-.9671826, -.97662046, -.9835934, -.98808397, -.99008097, -.98957939});
}

TEST_CASE("golden: MultiheadAttention gives PyTorch's output and weights") {
  MultiheadAttention layer(8, 2);
  fill(layer);
  const Tensor x = wave({1, 5, 8});
  Tensor position = empty(x.shape());
  real* values = position.mutable_data();
  for (int64_t k = 0; k < position.numel(); ++k) values[k] = std::cos(0.1 * double(k));
  const auto [output, weights] = layer.with_weights(x + position, x + position, x);
  check(output, 0,
        {-.1071824, -.08539384, -.10701154, -.07043457, -.05534556, -.01545519, .02349599,
         .04791878});
  check(layer(x + position, x + position, x), 0, {-.1071824, -.08539384, -.10701154});
  REQUIRE(weights.shape() == Shape{1, 2, 5, 5});
  Tensor mean = zeros({5, 5}), columns = zeros({5});
  for (int64_t k = 0; k < 25; ++k) {
    mean.mutable_data()[k] = (weights.data()[k] + weights.data()[25 + k]) / 2;
    columns.mutable_data()[k % 5] += mean.data()[k];
  }
  check(mean, 0, {.18990852, .18124775, .19189979, .21204181, .22490212});
  check(columns, 0, {.97993909, .95873871, .98125569, 1.02533256, 1.05473396});
}

TEST_CASE("golden: cross entropy, plain, with smoothed labels, with weighted classes") {
  const Tensor logits({2, 4}, {1, 2, .5, -1, 0, .3, .2, .1});
  const Indices labels(std::vector<int64_t>{1, 3});
  check(cross_entropy(logits, labels), 0, {.96885871377});
  check(cross_entropy(logits, labels, {.label_smoothing = 0.1}), 0, {1.03510871377});
  check(cross_entropy(logits, labels, {.weight = Tensor({4}, {1, 1, 1, .1})}), 0, {.58130495548});
}

TEST_CASE("golden: GELU, exactly and by tanh") {
  const Tensor x({6}, {-3, -1, -.5, .5, 1, 3});
  check(gelu(x), 0, {-.00404969, -.15865525, -.15426877, .34573123, .84134475, 2.99595031});
  check(gelu(x, Gelu::tanh), 0,
        {-.00363739, -.15880801, -.15428599, .34571401, .84119199, 2.99636261});
}
