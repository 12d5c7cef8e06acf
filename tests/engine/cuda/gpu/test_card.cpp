// The offload on a real card: "ctest --test-dir build -L gpu". Without one each test skips, and
// says why.

#include <cmath>
#include <iostream>
#include <random>
#include <vector>

#include "engine/cuda/library.hpp"
#include "engine/cuda/matmul_device.hpp"
#include "engine/kernels/gemm.hpp"
#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "layers/models/vit.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

// Products run on the card while this lives, if it is there.
struct Card {
  bool there = false;
  explicit Card(const std::string& precision = "fp32") {
    try {
      set_matmul_device("cuda", precision);
      there = true;
    } catch (const DeviceError& error) {
      std::cout << "heed skips this test: " << error.what() << std::endl;
      SUCCEED();
    }
  }
  ~Card() { set_matmul_device("cpu"); }
};

struct Sizes {
  int64_t count, m, n, k;
  bool turn_a, turn_b;
};

// The card's result and what double makes of the same numbers: |difference| / |result|, in norm.
double relative_error(const Sizes& s, bool add, Random& random) {
  const auto draw = [&](int64_t n) {
    std::vector<real> x(static_cast<size_t>(n));
    for (real& v : x) v = real(random.normal());
    return x;
  };
  const std::vector<real> a = draw(s.count * s.m * s.k), b = draw(s.count * s.k * s.n);
  const std::vector<real> before = draw(s.count * s.m * s.n);
  std::vector<real> c = add ? before : std::vector<real>(before.size(), real(NAN));
  kernels::gemm_batch(s.count, {s.m * s.k, s.k * s.n, s.m * s.n}, s.m, s.n, s.k,
                      {a.data(), s.turn_a ? s.m : s.k, s.turn_a},
                      {b.data(), s.turn_b ? s.k : s.n, s.turn_b}, {c.data(), add}, s.n);
  double wrong = 0, norm = 0;
  std::vector<double> row(static_cast<size_t>(s.n));
  for (int64_t i = 0; i < s.count * s.m; ++i) {
    const real* pa = a.data() + i / s.m * s.m * s.k;
    const real* pb = b.data() + i / s.m * s.k * s.n;
    for (int64_t j = 0; j < s.n; ++j)
      row[size_t(j)] = add ? double(before[size_t(i * s.n + j)]) : 0;
    for (int64_t p = 0; p < s.k; ++p) {
      const double left = s.turn_a ? pa[p * s.m + i % s.m] : pa[i % s.m * s.k + p];
      for (int64_t j = 0; j < s.n; ++j)
        row[size_t(j)] += left * double(s.turn_b ? pb[j * s.k + p] : pb[p * s.n + j]);
    }
    for (int64_t j = 0; j < s.n; ++j) {
      const double difference = double(c[size_t(i * s.n + j)]) - row[size_t(j)];
      wrong += difference * difference;
      norm += row[size_t(j)] * row[size_t(j)];
    }
  }
  return std::sqrt(wrong / norm);
}

// Of a tiny ViT that learns the labels of 32 pictures by heart.
double loss_after_training(const std::string& device) {
  set_matmul_device(device);
  Random random(5);
  ViT model(
      {.image = 16, .patch = 4, .channels = 1, .dim = 64, .depth = 3, .heads = 4, .classes = 4},
      random);
  const Tensor x = randn({32, 1, 16, 16}, random);
  Indices y(Shape{32});
  for (int64_t i = 0; i < 32; ++i) y.mutable_data()[i] = random.integer(4);
  AdamW optimizer(model.parameters(), {.lr = 1e-3});
  double last = 0;
  for (int step = 0; step < 50; ++step) {
    optimizer.zero_grad();
    const Tensor loss = cross_entropy(model(x), y);
    loss.backward();
    optimizer.step();
    last = loss.item();
  }
  return last;
}

}  // namespace

TEST_CASE("products on the card are those of double, as near as their precision allows") {
  const auto [precision, tolerance] =
      GENERATE(table<std::string, double>({{"fp32", 1e-5}, {"tf32", 1e-3}, {"bf16", 1e-2}}));
  const Card card(precision);
  if (!card.there) return;
  std::random_device seed;  // fresh numbers in every run
  Random random(seed());
  for (const bool turn_a : {false, true})
    for (const bool turn_b : {false, true})
      for (const bool add : {false, true})
        for (const auto& [count, m, n, k] : {std::array<int64_t, 4>{1, 1, 1, 1},
                                             {1, 127, 65, 33},
                                             {1, 700, 300, 500},
                                             {1, 3000, 64, 700},
                                             {1, 1, 1000, 513},
                                             {7, 31, 17, 130},
                                             {64, 65, 64, 65}}) {
          if (m * n == 1 && (add || precision != "fp32")) continue;  // one number may cancel
          CAPTURE(precision, turn_a, turn_b, add, count, m, n, k);
          CHECK(relative_error({count, m, n, k, turn_a, turn_b}, add, random) <= tolerance);
        }
}

TEST_CASE("a tiny ViT trained on the card ends with the loss that the processor gives") {
  const Card card;
  if (!card.there) return;
  const double here = loss_after_training("cpu"), there = loss_after_training("cuda");
  CAPTURE(here, there);
  CHECK(std::abs(here - there) <= 1e-3);
  CHECK(matmul_report().find("on the card: 0 products") == std::string::npos);
}

TEST_CASE(
    "a card that is full is an error that leaves the result as it was, and no more than that") {
  const Card card;
  if (!card.there) return;
  cuda::Device other;  // a program that takes all the memory that there is
  std::vector<void*> taken;
  for (uint64_t block = 1 << 30; block >= (1 << 20);) try {
      taken.push_back(other.allocate(block));
    } catch (const cuda::Failure& failure) {
      REQUIRE(failure.status == device::no_memory);
      block /= 2;
    }
  constexpr int64_t n = 4096;
  const std::vector<real> a(n * n, real(1));
  std::vector<real> c(n * n, real(7));
  const auto multiply = [&] {
    kernels::gemm(n, n, n, {a.data(), n}, {a.data(), n}, {c.data(), false}, n);
  };
  CHECK_THROWS_AS(multiply(), DeviceError);
  CHECK(std::all_of(c.begin(), c.end(), [](real v) { return v == 7; }));
  for (void* block : taken) other.release(block);
  multiply();
  CHECK(std::all_of(c.begin(), c.end(), [](real v) { return v == real(n); }));
}

TEST_CASE("a parameter on the card follows its changes in place") {
  const Card card;
  if (!card.there) return;
  const Tensor x = ones({3, 256});
  Tensor w = ones({200, 256});
  w.requires_grad_();
  for (int i = 1; i < 5; ++i) {
    for (int again = 0; again < 2; ++again) CHECK(linear(x, w).at({2, 199}) == real(256 * i));
    for (int64_t j = 0; j < w.numel(); ++j) w.mutable_data()[j] = real(i + 1);
  }
}
