// What the offload says: why there is no card, what to do, and at which precision it multiplies.

#include "tests/engine/cuda/fake_card.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string why_not(const std::string& device, const std::string& precision = "fp32") {
  try {
    set_matmul_device(device, precision);
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

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
  const std::string text = said.text();
  CHECK_THAT(text, ContainsSubstring("run on the processor: there is no NVIDIA driver"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
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
