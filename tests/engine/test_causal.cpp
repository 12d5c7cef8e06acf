// Causal attention where keys end inside a register, and memory is what others left there.

#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"
#include "tests/difference.hpp"

using namespace heed;

namespace {

// Free blocks of the pool, of all sizes up to a million numbers, hold NaN afterwards.
void poison() {
  std::vector<Buffer> taken;
  for (int64_t size = 16; size < 1 << 20; size += size / 8)
    for (int i = 0; i < 4; ++i) {
      taken.push_back(Buffer::uninitialized(size));
      std::fill_n(taken.back().data(), size, std::numeric_limits<real>::quiet_NaN());
    }
}

std::vector<Tensor> run(int64_t queries, int64_t keys, bool step_by_step) {
  Random random(1);
  const auto draw = [&](int64_t rows) { return randn({2, rows, 9}, random).requires_grad_(); };
  const Tensor q = draw(queries), k = draw(keys), v = draw(keys);
  poison();
  const Tensor y = step_by_step ? attention_with_weights(q, k, v, {.causal = true}).output
                                : scaled_dot_product_attention(q, k, v, {.causal = true});
  poison();
  sum(y * y).backward();
  return {y.detach(), q.grad(), k.grad(), v.grad()};
}

}  // namespace

TEST_CASE("causal attention reads nothing that it has not written") {
  for (const auto& [queries, keys] :
       {std::pair<int64_t, int64_t>{5, 7}, {7, 5}, {130, 141}, {300, 300}}) {
    const std::vector<Tensor> expected = run(queries, keys, true), got = run(queries, keys, false);
    for (size_t i = 0; i < got.size(); ++i) {
      INFO(queries << " queries, " << keys << " keys, tensor " << i);
      CHECK(difference(got[i], expected[i]) < (sizeof(real) == sizeof(double) ? 1e-12 : 1e-4));
    }
  }
}

TEST_CASE("scores as large as 1e12 still make weights") {
  const Tensor q = ones({1, 2, 1}) * real(1e6), k = ones({1, 3, 1}) * real(1e6);
  const Tensor y = scaled_dot_product_attention(q, k, ones({1, 3, 1}));
  for (int64_t i = 0; i < 2; ++i) CHECK(y.data()[i] == 1);
}

// The logarithm of a sum has so few digits there that weights are not found again as they were.
TEST_CASE("backward of scores that large takes no weight for more than 1") {
  const Tensor q = ones({1, 2, 3}) * real(1e5), k = ones({1, 3, 3}) * real(1.1e5);
  Tensor v = ones({1, 3, 1}).requires_grad_();
  sum(scaled_dot_product_attention(q, k, v)).backward();
  for (int64_t i = 0; i < 3; ++i) {
    CHECK(v.grad().data()[i] >= 0);
    CHECK(v.grad().data()[i] <= 2);
  }
}
