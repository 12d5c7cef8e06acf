// Products through the offload: what goes to the card and comes back, on a fake one.

#include "engine/ops.hpp"
#include "tests/engine/cuda/fake_card.hpp"

using namespace heed;

TEST_CASE("a thousand random products on a card are what the definition says") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    Products p(random, 1, 1 + random.integer(12), 1 + random.integer(12), 1 + random.integer(12),
               random.integer(3));
    p.run();
    INFO(i << ": " << p.m << " x " << p.n << " x " << p.k);
    if (!p.right_result()) FAIL("off by " << p.error());
  }
  CHECK(card->products == 1000);
}

TEST_CASE("batches on a card are what the definition says, whoever shares an operand") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(2);
  for (int i = 0; i < 300; ++i) {
    const char shared = " abc"[random.integer(4)];
    Products p(random, 2 + random.integer(9), 1 + random.integer(7), 1 + random.integer(7),
               1 + random.integer(7), random.integer(3), shared);
    p.run();
    INFO(i << ": " << p.count << " of " << p.m << " x " << p.n << " x " << p.k << ", " << shared);
    if (!p.right_result()) FAIL("off by " << p.error());
  }
  CHECK(card->products > 600);
}

TEST_CASE("products of many megabytes go in pieces, and come back whole") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(3);
  for (const char shared : {' ', 'a', 'b', 'c'}) {
    Products p(random, 6, 257, 9, 1500, 1, shared);
    p.run();
    CAPTURE(shared);
    CHECK(p.right_result());
  }
  const int64_t before = card->products;
  for (int i = 0; i < 4; ++i) {
    Products p(random, 1, 5003, 11, 900, i % 2);
    p.run();
    CAPTURE(p.turn_a, p.turn_b, p.add);
    CHECK(p.right_result());
  }
  CHECK(card->products >= before + 8);  // two pieces each, or more
}

TEST_CASE("a row that is longer than a staging buffer arrives whole") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(4);
  Products p(random, 1, 2, 3, 1100000, 5);
  p.run();
  CHECK(p.error() < (sizeof(real) == 8 ? 1e-7 : 0.5));
  CHECK(card->products == 1);
}

TEST_CASE("products without numbers or without terms never reach the card") {
  FakeCard card;
  set_matmul_device("cuda");
  std::vector<real> x(8, real(1)), c(8, real(5));
  kernels::gemm(0, 4, 2, {x.data(), 2}, {x.data(), 4}, {c.data(), false}, 4);
  kernels::gemm_batch(3, {0, 0, 0}, 2, 0, 2, {x.data(), 2}, {x.data(), 1}, {c.data(), false}, 1);
  kernels::gemm_batch(0, {4, 8, 8}, 2, 4, 2, {x.data(), 2}, {x.data(), 4}, {c.data(), false}, 4);
  CHECK(c == std::vector<real>(8, real(5)));
  kernels::gemm_batch(2, {0, 0, 4}, 1, 4, 0, {x.data(), 1}, {x.data(), 4}, {c.data(), false}, 4);
  CHECK(c == std::vector<real>(8, real(0)));
  CHECK(card->products == 0);
}

TEST_CASE("the card gets its memory back, and a second product of a size asks for none") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(5);
  Products p(random, 1, 30, 40, 50);
  p.run();
  const int64_t asked = card->allocations;
  for (int i = 0; i < 5; ++i) Products(random, 1, 30, 40, 50).run();
  CHECK(card->allocations == asked);
  set_matmul_device("cpu");
  CHECK((card->blocks == 0 && card->in_use == 0 && card->pinned_blocks == 0 && card->opened == 0));
}

TEST_CASE("a convolution and its gradients, from several threads, are those of the processor") {
  FakeCard card;
  const auto run = [] {
    Random random(8);
    Tensor x = rand({9, 4, 7, 7}, -1, 1, random), w = rand({6, 4, 3, 3}, -1, 1, random);
    x.requires_grad_();
    w.requires_grad_();
    const Tensor y = conv2d(x, w, {}, {.stride = 1, .padding = 1});
    sum(y * y).backward();
    return std::vector<Tensor>{y, x.grad(), w.grad()};
  };
  const std::vector<Tensor> here = run();
  set_matmul_device("cuda");
  const std::vector<Tensor> there = run();
  CHECK(card->products > 0);
  for (size_t t = 0; t < here.size(); ++t)
    for (int64_t i = 0; i < here[t].numel(); ++i)
      REQUIRE(std::abs(here[t].data()[i] - there[t].data()[i]) <
              1e-4 * (1 + std::abs(here[t].data()[i])));
}

TEST_CASE("training with the offload ends where training without it ends") {
  FakeCard card;
  const auto train = [] {
    Random random(9);
    const Tensor x = rand({16, 10}, -1, 1, random), target = rand({16, 3}, -1, 1, random);
    Tensor w1 = rand({12, 10}, -0.5, 0.5, random), w2 = rand({3, 12}, -0.5, 0.5, random);
    w1.requires_grad_();
    w2.requires_grad_();
    double last = 0;
    for (int step = 0; step < 40; ++step) {
      const Tensor loss = mse_loss(linear(tanh(linear(x, w1)), w2), target);
      for (Tensor* w : {&w1, &w2}) w->zero_grad();
      loss.backward();
      for (Tensor* w : {&w1, &w2})
        for (int64_t i = 0; i < w->numel(); ++i)
          w->mutable_data()[i] -= real(0.1) * w->grad().data()[i];
      last = loss.item();
    }
    return last;
  };
  const double here = train();
  set_matmul_device("cuda");
  CHECK(std::abs(train() - here) < 1e-5);
  CHECK(card->products > 40 * 4);
}
