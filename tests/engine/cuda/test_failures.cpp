// When the card fails: never a wrong result, never a half-written one, and words that help.

#include "engine/kernels/parallel.hpp"
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

std::string why_not(const std::string& device, const std::string& precision = "fp32") {
  try {
    set_matmul_device(device, precision);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "accepted";
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
    for (int i = 0; i < 20; ++i) CHECK(linear(x, weights[size_t(i)]).at({1, 5}) == side * i);
  const Tensor wide = ones({10, 40000 / int64_t(sizeof(real)) / 10});
  const Tensor column = ones({wide.size(1), 1});
  CHECK(matmul(wide, column).at({9, 0}) == wide.size(1));
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

TEST_CASE("why there is no card is said, and what to do") {
  FakeCard card;
  card->driver = 0;
  CHECK_THAT(why_not("cuda"), ContainsSubstring("there is no NVIDIA driver") &&
                                  ContainsSubstring("nvidia-smi") &&
                                  ContainsSubstring("--device cpu"));
  card->driver = 12020;
  CHECK_THAT(why_not("cuda"),
             ContainsSubstring("too old: it knows CUDA 12.2, and heed was built with 13.0"));
  card->driver = 13000;
  card->cards = 0;
  CHECK_THAT(why_not("cuda"), ContainsSubstring("CUDA_VISIBLE_DEVICES"));
  card->cards = 1;
  card.fail("open", 0, device::no_memory);
  CHECK_THAT(why_not("cuda"), ContainsSubstring("Fake 100 cannot be opened (open: planted)"));
  card->interface_version = 99;
  CHECK_THAT(why_not("cuda"), ContainsSubstring("is of another version of heed; build again"));
  card->interface_version = device::interface_version;
  card.fail("allocate_pinned", 2, device::no_memory);
  CHECK_THAT(why_not("cuda"), ContainsSubstring("planted"));
  CHECK((card->pinned_blocks == 0 && card->opened == 0));
  const Environment elsewhere("HEED_CUDA_LIBRARY", "/none/such.so");
  CHECK_THAT(why_not("cuda"),
             ContainsSubstring("cannot be loaded") && ContainsSubstring("/none/such.so"));
  CHECK(matmul_device() == "cpu");
}

TEST_CASE("auto without a card computes on the processor, and says so once") {
  FakeCard card;
  card->driver = 0;
  const Said said;
  set_matmul_device("auto");
  Random random(5);
  Products p(random, 1, 20, 20, 20);
  p.run();
  p.run();
  CHECK(p.c.size() == 400);
  CHECK_THAT(said.text(), ContainsSubstring("run on the processor: there is no NVIDIA driver"));
  CHECK(std::count(said.text().begin(), said.text().end(), '\n') == 1);
  CHECK_THAT(matmul_report(), ContainsSubstring("all on the processor: there is no NVIDIA driver"));
  CHECK(matmul_device() == "auto");
}

TEST_CASE("an unknown device or precision is refused") {
  CHECK_THROWS_AS(set_matmul_device("gpu"), ValueError);
  CHECK_THROWS_AS(set_matmul_device("cpu", "fp16"), ValueError);
  CHECK(matmul_device() == "cpu");
  CHECK(matmul_report().empty());
}

TEST_CASE("the precision that was asked for reaches the card, and one that it lacks is refused") {
  FakeCard card;
  Random random(6);
  Products p(random, 1, 4, 4, 4);
  const std::string names[] = {"fp32", "tf32", "bf16"};
  for (int i = 0; i < 3; ++i) {
    set_matmul_device("cuda", names[i]);
    p.run();
    CHECK(card->precision == i);
  }
  if (sizeof(real) == 4) CHECK_THAT(matmul_report(), ContainsSubstring("bfloat16"));
  set_matmul_device("cuda");
  if (sizeof(real) == 4) CHECK_THAT(matmul_report(), ContainsSubstring("TF32 is off"));
  card->major = 7;
  CHECK_THAT(why_not("cuda", "tf32"),
             ContainsSubstring("capability 7.0") && ContainsSubstring("use fp32"));
  CHECK(why_not("cuda", "fp32") == "accepted");
}
