// Random numbers: the generator's published answers, and what the distributions promise.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Block = std::array<uint32_t, 4>;

TEST_CASE("Philox4x32-10 gives the known answers of its authors' distribution") {
  CHECK(philox(0, 0, 0) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox(UINT64_MAX, UINT64_MAX, UINT64_MAX) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  // The digits of pi: counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0.
  CHECK(philox(0x299f31d0'a4093822, 0x03707344'13198a2e, 0x85a308d3'243f6a88) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is the blocks of its counter, one after the other") {
  Random random(7, 3);
  for (uint64_t counter = 0; counter < 3; ++counter)
    for (const uint32_t expected : philox(7, 3, counter)) CHECK(random.bits() == expected);
}

TEST_CASE("uniform numbers are in [0, 1), with the mean and variance of an even spread") {
  Random random(1);
  constexpr int n = 200000;
  double sum = 0, squares = 0;
  int bins[10] = {};
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    REQUIRE((u >= 0 && u < 1));
    sum += u;
    squares += u * u;
    ++bins[int(10 * u)];
  }
  CHECK(std::abs(sum / n - 0.5) < 0.003);  // five standard errors
  CHECK(std::abs(squares / n - 1.0 / 3) < 0.004);
  for (const int bin : bins) CHECK(std::abs(bin - n / 10) < 5 * std::sqrt(n * 0.09));
  const double shifted = random.uniform(-3, 5);
  CHECK((shifted >= -3 && shifted < 5));
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
  Random random(2);
  constexpr int n = 200000;
  double moments[5] = {};
  int within = 0;
  for (int i = 0; i < n; ++i) {
    const double z = random.normal();
    REQUIRE(std::isfinite(z));
    for (int k = 1; k < 5; ++k) moments[k] += std::pow(z, k) / n;
    within += std::abs(z) < 1;
  }
  CHECK(std::abs(moments[1]) < 0.012);
  CHECK(std::abs(moments[2] - 1) < 0.016);
  CHECK(std::abs(moments[3]) < 0.045);
  CHECK(std::abs(moments[4] - 3) < 0.11);
  CHECK(std::abs(double(within) / n - 0.682689) < 0.006);
}

TEST_CASE("whole numbers are below n, each as likely") {
  Random random(3);
  int bins[7] = {};
  for (int i = 0; i < 70000; ++i) {
    const int64_t k = random.integer(7);
    REQUIRE((k >= 0 && k < 7));
    ++bins[k];
  }
  for (const int bin : bins) CHECK(std::abs(bin - 10000) < 5 * std::sqrt(70000 * 6 / 49.0));
  CHECK(random.integer(1) == 0);
  const int64_t large = random.integer(INT64_MAX);
  CHECK((large >= 0 && large < INT64_MAX));
  CHECK_THROWS_AS(random.integer(0), ValueError);
  CHECK_THROWS_AS(random.integer(-5), ValueError);
}

TEST_CASE("a permutation has every number once, and every order comes up") {
  Random random(4);
  std::vector<int64_t> order = random.permutation(1000);
  CHECK(!std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  std::vector<int64_t> all(1000);
  std::iota(all.begin(), all.end(), 0);
  CHECK(order == all);
  CHECK(random.permutation(0).empty());
  CHECK(random.permutation(1) == std::vector<int64_t>{0});
  std::set<std::vector<int64_t>> orders;
  for (int i = 0; i < 300; ++i) orders.insert(random.permutation(4));
  CHECK(orders.size() == 24);
}

TEST_CASE("the same seed gives the same numbers; another seed, or stream, others") {
  Random a(5), b(5), other_seed(6), other_stream(5, 1);
  int same_seed = 0, same_stream = 0;
  for (int i = 0; i < 1000; ++i) {
    const uint32_t drawn = a.bits();
    CHECK(b.bits() == drawn);
    same_seed += other_seed.bits() == drawn;
    same_stream += other_stream.bits() == drawn;
  }
  CHECK(same_seed + same_stream < 3);
}

TEST_CASE("seek goes back to a position, and the same numbers follow") {
  Random random(8);
  for (int i = 0; i < 5; ++i) random.bits();
  const uint64_t position = random.position();
  CHECK(position == 5);
  const double first = random.normal();
  const int64_t second = random.integer(1000);
  random.seek(position);
  CHECK(random.normal() == first);
  CHECK(random.integer(1000) == second);
}

TEST_CASE("skip reserves whole blocks that nobody else draws from") {
  for (uint64_t drawn = 0; drawn < 6; ++drawn)
    for (uint64_t numbers = 0; numbers < 10; ++numbers) {
      Random random(9);
      for (uint64_t i = 0; i < drawn; ++i) random.bits();
      const uint64_t block = random.skip(numbers);
      CHECK(4 * block >= drawn);                           // not what was drawn before
      CHECK(random.position() >= 4 * block + numbers);     // nor what comes after
      CHECK(random.position() < 4 * block + numbers + 4);  // and no more than a block is lost
    }
}

TEST_CASE("tensors are filled from the default stream, which manual_seed starts anew") {
  manual_seed(10);
  const Tensor a = randn({5}), b = rand({5}, 2, 3);
  manual_seed(10);
  const Tensor c = randn({5}), d = rand({5}, 2, 3);
  for (int64_t i = 0; i < 5; ++i) {
    CHECK(a.at({i}) == c.at({i}));
    CHECK(b.at({i}) == d.at({i}));
    CHECK((b.at({i}) >= 2 && b.at({i}) <= 3));
  }
  CHECK(a.at({0}) != a.at({1}));
}
