// Lesson 21's kernels on a real card, against double: "ctest --test-dir build -L gpu". Without one
// each test skips, and says why.
#include <cmath>
#include <iostream>
#include <limits>
#include <random>
#include <vector>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/card.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "tests/catch.hpp"

using namespace lesson21;

namespace {

std::unique_ptr<Card> card_or_skip() {
  FoundCard found = find_card();
  if (!found.card) {
    std::cout << "heed skips this test: " << found.why_not << std::endl;
    SUCCEED();
  }
  return std::move(found.card);
}

double allowed(int way) {
  const int kind = rival_of(way);
  return kind == kCublasBf16 ? 1e-2 : kind == kCublasTf32 ? 1e-3 : 1e-5;
}

// In norm; infinite where an element was not written.
double off(const Card& card, int way, int m, int n, int k, std::mt19937& generator) {
  std::normal_distribution<float> normal;
  std::vector<float> a(size_t(m) * size_t(k)), b(size_t(k) * size_t(n)),
      c(size_t(m) * size_t(n), std::numeric_limits<float>::quiet_NaN());
  for (float& x : a) x = normal(generator);
  for (float& x : b) x = normal(generator);
  card.product(way, m, n, k, a.data(), b.data(), c.data());
  const Distance distance = lesson21::distance(m, n, k, a.data(), b.data(), c.data());
  if (std::isnan(distance.of_terms)) return INFINITY;
  return m * n < 1000 ? distance.of_terms : distance.of_product;  // few may all nearly cancel
}

}  // namespace

TEST_CASE("each kernel on the card, and cuBLAS, agree with double at fresh numbers and odd sizes") {
  const auto card = card_or_skip();
  if (!card) return;
  std::mt19937 generator(std::random_device{}());
  constexpr int kProducts[][3] = {{1, 1, 1},      {31, 33, 32},    {128, 256, 64},
                                  {129, 257, 65}, {1, 300, 200},   {300, 1, 200},
                                  {200, 300, 1},  {512, 512, 512}, {513, 511, 509}};
  for (int way = 0; way < kWays; ++way)
    for (const auto& [m, n, k] : kProducts) {
      CAPTURE(name_of(way), m, n, k);
      if (card->about().major < 8 && rival_of(way) != kCublasFloat) continue;
      if (way == kCublasTf32 && m * n * k == 1) continue;  // may cut digits off: up to 2e-3
      CHECK(off(*card, way, m, n, k, generator) < allowed(way));
    }
}

TEST_CASE("each kernel on the card is right at every size from 1 to 130") {
  const auto card = card_or_skip();
  if (!card) return;
  std::mt19937 generator(std::random_device{}());
  for (int way = 0; way < kOurs; ++way)
    for (int n = 1; n <= 130; ++n) {
      CAPTURE(name_of(way), n);
      if (card->about().major < 8 && rival_of(way) != kCublasFloat) continue;
      REQUIRE(off(*card, way, n, n, n, generator) < allowed(way));
    }
}

TEST_CASE("the card and the emulation make the same of the same numbers") {
  const auto card = card_or_skip();
  if (!card) return;
  std::mt19937 generator(7);
  std::normal_distribution<float> normal;
  std::vector<float> a(130 * 70), b(70 * 260), there(130 * 260), here(130 * 260);
  for (float& x : a) x = normal(generator);
  for (float& x : b) x = normal(generator);
  for (int way = 0; way < kOurs; ++way) {
    CAPTURE(name_of(way));
    if (card->about().major < 8 && rival_of(way) != kCublasFloat) continue;
    card->product(way, 130, 260, 70, a.data(), b.data(), there.data());
    emulate(way, 130, 260, 70, a.data(), b.data(), here.data());
    double most = 0;
    for (size_t i = 0; i < here.size(); ++i)
      most = std::max(most, double(std::abs(here[i] - there[i])));
    CHECK(most < 1e-4);  // sums of 70 numbers around 8, in another order
  }
}

TEST_CASE("a product the card has no memory for is an error, and the next one is right") {
  const auto card = card_or_skip();
  if (!card) return;
  const float x = 1;
  float c = 5;
  CHECK_THROWS_AS(card->product(kTiles, 2'000'000'000, 2'000'000'000, 1, &x, &x, &c),
                  heed::DeviceError);
  CHECK(c == 5);
  std::mt19937 generator(1);
  CHECK(off(*card, kTiles, 40, 40, 40, generator) < 1e-5);
}

TEST_CASE("times on the card are above 0, and the bus has a speed") {
  const auto card = card_or_skip();
  if (!card) return;
  for (int way = 0; way < kWays; ++way) {
    CAPTURE(name_of(way));
    if (card->about().major < 8 && rival_of(way) != kCublasFloat) continue;
    CHECK(card->seconds(way, 256) > 0);
  }
  CHECK(card->bus().to_card > 0);
  CHECK(card->bus().latency > 0);
}
