// When the card fails: never a wrong result, never a half-written one, and words that help.

#include "engine/ops.hpp"
#include "tests/engine/cuda/fake_card.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kCalls[] = {"allocate", "allocate_pinned", "upload",
                                  "multiply", "download",        "record",
                                  "wait",     "finish_event",    "finish"};
constexpr device::Status kWays[] = {device::no_memory, device::refused, device::lost};

// Of several pieces, so that a failure can come in the middle.
Products large(uint64_t seed) {
  Random random(seed);
  return Products(random, 1, 5003, 11, 900, 1);
}

}  // namespace

TEST_CASE("a card that fails at any call leaves the result as it was, and says so") {
  FakeCard card;
  Products p = large(1);
  for (const char* call : kCalls)
    for (const device::Status how : kWays)
      for (const int64_t after : {0, 1, 2, 4}) {
        CAPTURE(call, how, after);
        set_matmul_device("cuda");
        p.c.assign(p.c.size(), kOutside);
        card.fail(call, after, how);
        try {
          p.run();
          if (!p.right_result()) FAIL("wrong");
        } catch (const DeviceError& error) {
          CHECK_THAT(error.what(), ContainsSubstring("(5003, 900) times (900, 11) failed on Fake"));
          CHECK(p.untouched());
          CHECK(card->running == 0);  // or it would meet the next product
        }
        card->fail_in = nullptr;
        set_matmul_device("cpu");
        REQUIRE((card->blocks == 0 && card->pinned_blocks == 0 && card->opened == 0));
      }
}

TEST_CASE("on auto the processor computes what a failing card does not, and says so once") {
  FakeCard card;
  card.store_rates(kThereIsFaster);
  Products p = large(2);
  for (const char* call : kCalls)
    for (const device::Status how : kWays)
      for (const int64_t after : {0, 3}) {
        CAPTURE(call, how, after);
        const Said said;
        set_matmul_device("auto");
        card.fail(call, after, how);
        for (int i = 0; i < 2; ++i) {
          p.c.assign(p.c.size(), kOutside);
          p.run();
          if (!p.right_result()) FAIL("wrong");
        }
        card->fail_in = nullptr;
        const std::string text = said.text();
        const auto first = text.find("heed: note: matrix products run on the processor");
        CHECK((text.empty() || first == 0));
        CHECK(text.find("heed: note:", 1) == std::string::npos);
      }
}

TEST_CASE("a card that is lost is not asked again; one without memory is") {
  FakeCard card;
  card.store_rates(kThereIsFaster);
  const Said said;
  Random random(3);
  Products p(random, 1, 20, 20, 20);
  set_matmul_device("auto");
  card.fail("multiply", 0, device::no_memory);
  p.run();
  p.run();
  CHECK(card->products == 1);
  card.fail("multiply", 0, device::lost);
  p.run();
  const int64_t calls = card->calls;
  p.run();
  CHECK(card->calls == calls);
  CHECK_THAT(matmul_report(), ContainsSubstring("2 calls because the card failed"));
  set_matmul_device("cuda");
  card.fail("multiply", 0, device::lost);
  CHECK_THROWS_AS(p.run(), DeviceError);
  const int64_t after = card->calls;
  CHECK_THROWS_AS(p.run(), DeviceError);
  CHECK(card->calls == after);
}

TEST_CASE("copies of parameters make room for what is needed now") {
  FakeCard card;
  card->memory = 64 << 10;
  set_matmul_device("cuda");
  const int64_t side = 8192 / int64_t(sizeof(real)) / 16;  // 8 KiB a weight
  const Tensor x = ones({2, side});
  std::vector<Tensor> weights;
  for (int i = 0; i < 20; ++i) {
    weights.push_back(full({16, side}, i));
    weights.back().requires_grad_();
  }
  for (int turn = 0; turn < 2; ++turn)
    for (int i = 0; i < 20; ++i) CHECK(linear(x, weights[size_t(i)]).at({1, 5}) == real(side * i));
  const Tensor wide = ones({10, 40000 / int64_t(sizeof(real)) / 10});
  const Tensor column = ones({wide.size(1), 1});
  CHECK(matmul(wide, column).at({9, 0}) == real(wide.size(1)));
}

TEST_CASE("what no card could hold is an error that says how much it takes") {
  FakeCard card;
  card->memory = 64 << 10;
  set_matmul_device("cuda");
  Random random(4);
  Products p(random, 1, 300, 100, 100);
  try {
    p.run();
    FAIL("it fitted");
  } catch (const DeviceError& error) {
    CHECK_THAT(error.what(), ContainsSubstring("out of memory") &&
                                 ContainsSubstring("MB of the card's") &&
                                 ContainsSubstring("make the batch smaller") &&
                                 ContainsSubstring("--device cpu"));
  }
  CHECK(p.untouched());
  Products small(random, 1, 10, 10, 10);
  small.run();
  CHECK(small.right_result());
}
