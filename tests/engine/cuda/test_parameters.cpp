// Which copies stay on the card, and when they are no longer good.

#include "engine/ops.hpp"
#include "tests/engine/cuda/fake_card.hpp"

using namespace heed;

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
    CHECK(linear(x, w).item() == real(40 * i));
    CHECK(linear(x, w).item() == real(40 * i));
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
    CHECK(c.at({3, 3}) == real(8 * i));
  }
  CHECK(card->bytes_up == 3 * 2 * 64 * int64_t(sizeof(real)));
}

TEST_CASE("a gradient that is multiplied twice is sent once, and the next one anew") {
  FakeCard card;
  const auto run = [](uint64_t offset) {
    Random random(10, offset);
    Tensor a = rand({3, 20, 7}, -1, 1, random), b = rand({3, 7, 9}, -1, 1, random);
    a.requires_grad_();
    b.requires_grad_();
    const Tensor y = matmul(a, b);
    sum(y * y).backward();
    return std::vector<Tensor>{a.grad(), b.grad()};
  };
  for (uint64_t i = 0; i < 3; ++i) {
    set_matmul_device("cpu");
    const std::vector<Tensor> here = run(i);
    set_matmul_device("cuda");
    card->bytes_up = 0;
    const std::vector<Tensor> there = run(i);
    CHECK(card->bytes_up == (3 * 20 * 7 + 3 * 7 * 9 + 3 * 20 * 9) * int64_t(sizeof(real)));
    for (size_t t = 0; t < 2; ++t)
      for (int64_t j = 0; j < here[t].numel(); ++j)
        REQUIRE(std::abs(here[t].data()[j] - there[t].data()[j]) < 1e-4);
  }
}

TEST_CASE("what is steady for a while is sent again after it") {
  FakeCard card;
  set_matmul_device("cuda");
  std::vector<real> x(100), y(100);
  for (int i = 1; i < 4; ++i) {
    std::fill(x.begin(), x.end(), real(i));
    const Steady steady(x.data(), 100), again(x.data(), 100);  // the second adds nothing
    for (int turn = 0; turn < 2; ++turn) {
      kernels::gemm(10, 10, 10, {x.data(), 10}, {x.data(), 10}, {y.data(), false}, 10);
      CHECK(y[99] == real(10 * i * i));
    }
  }
  CHECK(card->bytes_up == 3 * 100 * int64_t(sizeof(real)));
  CHECK(kept::version_at(x.data()) == 0);
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
