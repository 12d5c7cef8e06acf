// Lesson 21 with a card that is imagined (fake/fake_kernels.cpp): figures, failures, messages.
#include <cstdlib>
#include <iostream>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "lessons/21_cuda_matmul/speeds.hpp"
#include "tests/catch.hpp"

using namespace lesson21;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

// While it lives, this function of the library fails.
struct Failing {
  explicit Failing(const char* function) { setenv("FAKE_KERNELS_FAIL", function, 1); }
  ~Failing() { unsetenv("FAKE_KERNELS_FAIL"); }
};

Speeds measured() {
  const Card card(FAKE_KERNELS);
  heed::show::Progress progress("measuring", int64_t(std::size(kSizes)) * int64_t(kWays), true);
  return measure(card, progress);
}

}  // namespace

TEST_CASE("a card is measured at every size, each kernel beside cuBLAS on the same numbers") {
  const Speeds speeds = measured();
  CHECK(speeds.device == "Imagined");
  CHECK(speeds.sizes == std::vector<int64_t>(std::begin(kSizes), std::end(kSizes)));
  CHECK(speeds.sizes[speeds.compared()] == 4096);
  CHECK_THAT(speeds.flops(kNaive, 0), WithinAbs(1e12, 1));
  CHECK_THAT(speeds.share_of_cublas(kVectorised, 5), WithinAbs(5.0 / 8, 1e-9));
  CHECK_THAT(speeds.share_of_cublas(kTensorCoresBf16, 5), WithinAbs(7.0 / 10, 1e-9));
  CHECK_THAT(speeds.peak(kCublasBf16), WithinAbs(4096 * 100 * 1e9, 1));
  CHECK(speeds.bus.from_card == 4e10);
}

TEST_CASE("what a card cannot run has no speed and no share, and the rest is measured") {
  const Speeds speeds = measured();
  const size_t last = speeds.sizes.size() - 1;
  CHECK(speeds.flops(kTensorCoresTf32, last) == 0);
  CHECK(speeds.share_of_cublas(kTensorCoresTf32, last) == 0);
  CHECK(speeds.share_of_cublas(kTensorCoresBf16, last) > 0);
}

TEST_CASE("a card that fails is an error with the library's reason, and C stays as it was") {
  const float x = 2;
  float c = 5;
  const Card card(FAKE_KERNELS);
  card.product(kNaive, 1, 1, 1, &x, &x, &c);
  CHECK(c == 4);
  {
    const Failing failing("product");
    CHECK_THROWS_AS(card.product(kNaive, 1, 1, 1, &x, &x, &c), heed::DeviceError);
    CHECK_THROWS_WITH(card.product(kNaive, 1, 1, 1, &x, &x, &c), "imagined failure");
  }
  CHECK(c == 4);
  const Failing failing("bus");
  CHECK_THROWS_WITH(card.bus(), "imagined failure");
}

TEST_CASE("no card and no library are errors that say why") {
  {
    const Failing failing("card");
    CHECK_THROWS_WITH(Card(FAKE_KERNELS), "imagined failure");
  }
  CHECK_THROWS_WITH(Card("/none/libnone.so"), ContainsSubstring("does not load: /none/libnone.so"));
  CHECK_THROWS_WITH(Card("libm.so.6"), ContainsSubstring("has no lesson21_card"));
}

TEST_CASE("the kernels are compiled and linked, and load whether there is a card or not") {
  const FoundCard found = find_card();
  if (found.why_not.rfind("the kernels were not compiled", 0) == 0)
    std::cout << "heed skips this test: " << found.why_not << std::endl;
  INFO(found.why_not);
  CHECK(found.why_not.find("does not load") == std::string::npos);
  CHECK(found.why_not.find("has no lesson21") == std::string::npos);
  CHECK((found.card != nullptr) == found.why_not.empty());
}
