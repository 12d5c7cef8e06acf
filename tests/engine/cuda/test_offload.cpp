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

TEST_CASE("a parameter is sent once, and again when it was changed in place") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(6);
  constexpr int64_t rows = 4, in = 30, out = 20;
  const Tensor x = rand({rows, in}, -1, 1, random);
  Tensor w = rand({out, in}, -1, 1, random);
  w.requires_grad_();
  const auto bytes_sent = [&] {
    const int64_t before = card->bytes_up;
    const Tensor y = linear(x, w);
    for (int64_t i = 0; i < rows; ++i) {
      double expected = 0;
      for (int64_t j = 0; j < in; ++j) expected += double(x.at({i, j})) * double(w.at({7, j}));
      CHECK(std::abs(double(y.at({i, 7})) - expected) < 1e-5);
    }
    return card->bytes_up - before;
  };
  const int64_t of_x = rows * in * int64_t(sizeof(real)), of_w = out * in * int64_t(sizeof(real));
  CHECK(bytes_sent() == of_x + of_w);
  CHECK(bytes_sent() == of_x);
  w.mutable_data()[7 * in + 3] = 5;
  CHECK(bytes_sent() == of_x + of_w);
  CHECK(bytes_sent() == of_x);
  CHECK(matmul_report().find("MB were there already") != std::string::npos);
}

TEST_CASE("a parameter in the memory of one that is gone is another") {
  FakeCard card;
  set_matmul_device("cuda");
  const Tensor x = ones({1, 40});
  const real* before = nullptr;
  for (int i = 1; i < 4; ++i) {
    Tensor w = full({1, 40}, i);
    w.requires_grad_();
    if (before) CHECK(w.data() == before);  // or this tests nothing
    before = w.data();
    CHECK(linear(x, w).item() == 40 * i);
    CHECK(linear(x, w).item() == 40 * i);
  }
}

TEST_CASE("memory that holds no parameter is sent every time, whatever it is called") {
  FakeCard card;
  set_matmul_device("cuda");
  const Tensor a = ones({8, 8});
  const Buffer b = Buffer::zeros(64);
  Tensor c = zeros({8, 8});
  for (int i = 1; i < 4; ++i) {
    std::fill_n(b.data(), 64, real(i));  // as kernels do in what they lay out for themselves
    kernels::gemm(8, 8, 8, {a.data(), 8}, {b.data(), 8}, {c.mutable_data(), false}, 8);
    CHECK(c.at({3, 3}) == 8 * i);
  }
  CHECK(card->bytes_up == 3 * 2 * 64 * int64_t(sizeof(real)));
}

TEST_CASE("parts of a parameter, and a parameter turned round, are kept side by side") {
  FakeCard card;
  set_matmul_device("cuda");
  Random random(7);
  Tensor w = rand({6, 6}, -1, 1, random);
  w.requires_grad_();
  const Tensor x = rand({6, 6}, -1, 1, random);
  Tensor y = zeros({6, 6});
  const auto check = [&](const kernels::Matrix& part, int64_t n) {
    std::vector<real> expected(36);
    kernels::gemm_naive(6, n, 6, {x.data(), 6}, part, {expected.data(), false}, 6);
    kernels::gemm(6, n, 6, {x.data(), 6}, part, {y.mutable_data(), false}, 6);
    for (int64_t i = 0; i < 6; ++i)
      for (int64_t j = 0; j < n; ++j)
        CHECK(std::abs(y.at({i, j}) - expected[size_t(6 * i + j)]) < 1e-5);
  };
  for (int turn = 0; turn < 2; ++turn) {
    check({w.data(), 6}, 6);
    check({w.data(), 6, true}, 6);
    check({w.data() + 2, 6}, 3);
    check({w.data() + 12, 6, true}, 4);
  }
  const int64_t of_x = 36, of_w = 36 + 6 * 3 + 4 * 6;  // the turned one is the same numbers
  CHECK(card->bytes_up == (8 * of_x + of_w) * int64_t(sizeof(real)));
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
