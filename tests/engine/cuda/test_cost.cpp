// When a product pays on a card: the model, and the rates that it is fed with.

#include "engine/cuda/cost.hpp"
#include "tests/engine/cuda/fake_card.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr cuda::Rates kRates{.here = 1e11, .there = 1e13, .up = 1e10, .down = 8e9, .wait = 2e-5};

std::string stored(const FakeCard& card) {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(card.folder.path()))
    if (entry.is_regular_file()) text += read_whole(entry.path());
  return text;
}

}  // namespace

TEST_CASE("a product costs the bus, the card and a constant there, the processor here") {
  const cuda::Load load{.flops = 2e9, .up = 3e7, .down = 4e6};
  CHECK(std::abs(cuda::seconds_here(kRates, load) - 0.02) < 1e-12);
  CHECK(std::abs(cuda::seconds_there(kRates, load) - (2e-5 + 3e-3 + 2e-4 + 5e-4)) < 1e-12);
}

TEST_CASE("below the crossover the processor is faster, from it on the card") {
  for (const bool kept : {false, true}) {
    const int64_t n = cuda::crossover(kRates, kept);
    const auto gain = [&](int64_t side) {
      const double d = double(side), bytes = d * d * sizeof(real);
      const cuda::Load load{2 * d * d * d, (kept ? 1 : 2) * bytes, bytes};
      return cuda::seconds_here(kRates, load) - cuda::seconds_there(kRates, load);
    };
    REQUIRE(n > 1);
    CHECK(gain(n) > 0);
    CHECK(gain(n - 1) <= 0);
  }
  CHECK(cuda::crossover(kRates, true) < cuda::crossover(kRates, false));
  cuda::Rates slow = kRates;
  slow.there = 1e11;
  CHECK(cuda::crossover(slow, false) == 0);
}

TEST_CASE("auto sends to the card what the stored rates make worth it, and nothing else") {
  FakeCard card;
  Random random(1);
  Products p(random, 1, 20, 20, 20);
  card.store_rates(kHereIsFaster);
  set_matmul_device("auto");
  p.run();
  CHECK(card->products == 0);
  CHECK_THAT(matmul_report(),
             ContainsSubstring("never") && ContainsSubstring("on the processor: 1 products"));
  card.store_rates(kThereIsFaster);
  set_matmul_device("auto");
  p.run();
  CHECK(card->products == 1);
  CHECK_THAT(matmul_report(),
             ContainsSubstring("from n = 1 on") && ContainsSubstring("on the card: 1 products"));
}

TEST_CASE("a parameter that is on the card already tips the balance") {
  FakeCard card;
  // One row times 64 x 64 takes 8 ms here; 17 ms or more there, nearly all of it for the matrix.
  card.store_rates("here 1e6\nthere 1e15\nup 1e6\ndown 1e6\nwait 1e-6\n");
  set_matmul_device("auto");
  Random random(2);
  Tensor w = rand({64, 64}, -1, 1, random);
  w.requires_grad_();
  const std::vector<real> x(400 * 64, real(1));
  std::vector<real> c(400 * 64);
  const auto products_after = [&](int64_t rows) {
    kernels::gemm(rows, 64, 64, {x.data(), 64}, {w.data(), 64}, {c.data(), false}, 64);
    return card->products;
  };
  CHECK(products_after(1) == 0);
  CHECK(products_after(400) == 1);  // worth it even so
  CHECK(products_after(1) == 2);
  w.mutable_data();
  CHECK(products_after(1) == 2);
}

TEST_CASE("rates are measured once and stored; what is damaged is measured again") {
  FakeCard card;
  set_matmul_device("auto");
  const int64_t measuring = card->calls;
  const std::string text = stored(card);
  CHECK_THAT(text, ContainsSubstring("Fake 100") && ContainsSubstring("\nwait "));
  CHECK(measuring > 20);
  card->calls = 0;
  set_matmul_device("auto");
  CHECK(card->calls < 10);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(card.folder.path()))
    if (entry.is_regular_file()) std::ofstream(entry.path()) << text.substr(0, text.size() / 2);
  card->calls = 0;
  set_matmul_device("auto");
  CHECK(card->calls > 20);
  CHECK_THAT(stored(card), ContainsSubstring("\nwait "));
}

TEST_CASE("rates that cannot be stored are measured all the same") {
  FakeCard card;
  const Environment nowhere("XDG_CACHE_HOME", "/proc/none");
  set_matmul_device("auto");
  CHECK(matmul_device() == "auto");
  CHECK_THAT(matmul_report(), ContainsSubstring("measured: processor"));
}
