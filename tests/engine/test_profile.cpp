// The ledger: what operations compute, forward and backward, counted by closed formulas.

#include <omp.h>

#include <sstream>

#include "engine/ops.hpp"
#include "engine/profile.hpp"
#include "engine/watch.hpp"
#include "tests/catch.hpp"

using namespace heed;
using profile::Pass, profile::Work;

namespace {

constexpr int64_t kBytes = sizeof(real);

// While it lives, the ledger is on, and begins empty.
struct Ledger {
  Ledger() {
    profile::reset();
    profile::enable(true);
  }
  ~Ledger() {
    profile::enable(false);
    profile::reset();
  }
  // What stands there for an operation.
  Work operator()(const std::string& op, Pass pass = Pass::forward) const {
    for (const profile::Row& row : profile::rows())
      if (row.op == op && row.pass == pass) return row.work;
    return {-1, -1, -1};
  }
};

Tensor weight(const Shape& shape) { return ones(shape).requires_grad_(); }

void differentiate(const Tensor& y) { y.backward(ones(y.shape())); }

}  // namespace

TEST_CASE("the ledger counts 2 m n k for a product of matrices, and as much for each gradient") {
  const Ledger ledger;
  const int64_t batch = 3, m = 5, n = 7, k = 11;
  const int64_t each = 2 * batch * m * n * k;
  differentiate(matmul(weight({batch, m, k}), weight({batch, k, n})));
  CHECK(ledger("matmul").flops() == each);
  CHECK(ledger("matmul", Pass::backward).flops() == 2 * each);
  CHECK(ledger("matmul").bytes == batch * (m * k + k * n + m * n) * kBytes);
  CHECK(ledger("matmul", Pass::backward).bytes == batch * (m * k + k * n + m * n) * kBytes);
  differentiate(linear(ones({batch, m, k}), weight({n, k}), weight({n})));
  CHECK(ledger("linear").flops() == each);
  CHECK(ledger("linear", Pass::backward).flops() == each);  // x needs none
}

TEST_CASE("the ledger counts a convolution's taps, also those on padding") {
  const Ledger ledger;
  const int64_t images = 2, in = 4, out = 6, groups = 2, places = 5 * 5;
  const Conv2dOptions same{.padding = 1, .groups = groups};
  differentiate(conv2d(weight({images, in, 5, 5}), weight({out, in / groups, 3, 3}), {}, same));
  const int64_t each = 2 * images * out * places * (in / groups) * 9;
  CHECK(ledger("conv2d").flops() == each);
  CHECK(ledger("conv2d", Pass::backward).flops() == 2 * each);
}

TEST_CASE(
    "the ledger counts attention's two products, and in backward five, up to the last query") {
  const Ledger ledger;
  const int64_t heads = 2 * 3, n = 5, m = 7, d = 4, e = 6;
  const Tensor q = weight({2, 3, n, d}), k = weight({2, 3, m, d}), v = weight({2, 3, m, e});
  differentiate(scaled_dot_product_attention(q, k, v, {.causal = true}));
  // Causal: keys behind the last query are seen by none, and only their zero gradients are made.
  CHECK(ledger("scaled_dot_product_attention").flops() == 2 * heads * n * n * (d + e));
  CHECK(ledger("scaled_dot_product_attention", Pass::backward).flops() ==
        2 * heads * n * (n * (2 * d + e) + m * (d + e)));  // the scores again, dp, dq; dv, dk
  differentiate(packed_attention(weight({2, n, 3 * 3 * d}), 3));
  CHECK(ledger("packed_attention").flops() == 2 * heads * n * n * 2 * d);
}

TEST_CASE("the ledger counts the numbers of other operations, and nothing for moving them") {
  const Ledger ledger;
  const Tensor x = weight({4, 6}), row = weight({6});
  differentiate(x * row);
  CHECK(ledger("mul").flops() == 24);
  CHECK(ledger("mul", Pass::backward).flops() == 2 * 24);
  CHECK(ledger("mul").bytes == (24 + 6 + 24) * kBytes);
  differentiate(sum(x, 0));
  CHECK(ledger("sum").flops() == 24);
  CHECK(ledger("sum").bytes == (24 + 6) * kBytes);
  CHECK(ledger("sum", Pass::backward).flops() == 24);
  differentiate(slice(x, 0, 1, 3));
  CHECK(ledger("slice").flops() == 0);
  CHECK(ledger("slice").bytes == 2 * 12 * kBytes);
  differentiate(reshape(x, {24}));
  CHECK(ledger("reshape").flops() == 0);
  CHECK(ledger("reshape").bytes == 0);
  CHECK(ledger("reshape", Pass::backward).bytes == 0);
  const Mask mask = x < row;
  CHECK(ledger("less").flops() == 0);
}

TEST_CASE("the ledger gives an operation inside another what is its own") {
  const Ledger ledger;
  attention_with_weights(ones({1, 5, 4}), ones({1, 7, 4}), ones({1, 7, 4}));
  CHECK(ledger("attention_with_weights").flops() == 0);
  CHECK(ledger("matmul").flops() == 2 * 5 * 7 * (4 + 4));
  CHECK(ledger("softmax").flops() == 5 * 7);
}

TEST_CASE("the ledger counts the same with one thread and four") {
  const int before = omp_get_max_threads();
  Work counted[2];
  for (const int i : {0, 1}) {
    omp_set_num_threads(i ? 4 : 1);
    const Ledger ledger;
    differentiate(conv2d(weight({16, 8, 16, 16}), weight({8, 8, 3, 3})));
    differentiate(matmul(weight({32, 24, 24}), weight({32, 24, 24})));
    counted[i] = ledger("conv2d");
    counted[i].numbers = ledger("matmul", Pass::backward).products;
  }
  omp_set_num_threads(before);
  CHECK(counted[0].products == 2 * 16 * 8 * 14 * 14 * 8 * 9);
  CHECK(counted[1].products == counted[0].products);
  CHECK(counted[1].numbers == counted[0].numbers);
}

TEST_CASE("the ledger prints calls, time, FLOPs, share of peak, bytes and memory in columns") {
  const Ledger ledger;
  matmul(ones({100, 1000}), ones({1000, 500}));
  exp(ones({1000}));
  exp(ones({1000}));
  std::ostringstream out;
  profile::print(out);
  std::istringstream lines(out.str());
  std::string header, line;
  std::getline(lines, header);
  CHECK(header.find("operation") == 0);
  for (const char* column :
       {" calls", " seconds", " share", " GFLOP ", " GFLOP/s", " of peak", "  MB", " held MB"})
    CHECK(header.find(column) != std::string::npos);
  int rows = 0;
  while (std::getline(lines, line)) {
    if (line.starts_with("peak: ")) {
      CHECK(line.find(" GFLOP/s of multiply-adds by ") != std::string::npos);
      CHECK(line.find(" MB were in use at a time") != std::string::npos);
      continue;
    }
    ++rows;
    CHECK(line.size() == header.size());
    if (line.find("matmul") != 0) continue;
    CHECK(line.find(" 0.100 ") != std::string::npos);                        // GFLOP
    CHECK(line.find(kBytes == 4 ? " 2.6 " : " 5.2 ") != std::string::npos);  // MB moved
  }
  CHECK(rows == 2);
}

TEST_CASE("the ledger says how much memory an operation's calls hold, and backward frees") {
  const Ledger ledger;
  const auto held = [](const std::string& op, Pass pass) {
    for (const profile::Row& row : profile::rows())
      if (row.op == op && row.pass == pass) return row.held;
    return int64_t(-1);
  };
  const int64_t numbers = 1 << 16;  // the pool's blocks are as large
  const Tensor x = weight({numbers});
  Tensor y = exp(x), z = exp(x);
  CHECK(held("exp", Pass::forward) == 2 * numbers * kBytes);
  sum(y + z).backward();
  CHECK(held("exp", Pass::forward) == 2 * numbers * kBytes);
  CHECK(held("exp", Pass::backward) <= numbers * kBytes);  // x's gradient, less what was freed
}

TEST_CASE("without a ledger and a Watch nothing is counted") {
  CHECK(!profile::counting());
  profile::reset();
  const int64_t before = profile::products;
  differentiate(linear(weight({3, 4}), weight({5, 4})));
  CHECK(profile::products == before);
  CHECK(profile::rows().empty());
  {
    const Ledger ledger;
    profile::enable(true);  // again: still one
    CHECK(profile::counting());
  }
  CHECK(!profile::counting());
}

TEST_CASE("a Watch sees every result and its work, and the inner one sees alone") {
  std::vector<std::string> outer, inner;
  int64_t flops = 0;
  {
    const Watch watch([&](const Tensor& y, const Work& work) {
      outer.push_back(y.op() + to_string(y.shape()));
      flops += work.flops();
    });
    const Tensor y = linear(ones({3, 4}), ones({5, 4}));
    {
      const Watch other([&](const Tensor& z, const Work&) { inner.push_back(exp(z).op()); });
      exp(y);
    }
    attention_with_weights(ones({1, 2, 3}), ones({1, 2, 3}), ones({1, 2, 3}));
  }
  exp(ones({1}));
  CHECK(outer == std::vector<std::string>{"linear(3, 5)", "matmul(1, 2, 2)", "mul(1, 2, 2)",
                                          "softmax(1, 2, 2)", "matmul(1, 2, 3)"});
  CHECK(inner == std::vector<std::string>{"exp"});
  CHECK(flops == 2 * 3 * 4 * 5 + 2 * 2 * 2 * 3 + 4 + 4 + 2 * 2 * 2 * 3);
  CHECK(!profile::counting());
}
