// linear takes its gradients in blocks of rows; nobody may see where they end.
#include <algorithm>
#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

struct Operands {
  Tensor x, weight, bias;
};

Operands draw(int64_t rows) {
  Random random(3);
  const auto leaf = [&](const Shape& shape) { return rand(shape, -1, 1, random).requires_grad_(); };
  return {leaf({rows, 64}), leaf({48, 64}), leaf({48})};
}

// The largest |a - b|, in units of the largest |b|.
double difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  double distance = 0, largest = 0;
  for (int64_t i = 0; i < a.numel(); ++i) {
    distance = std::max(distance, std::abs(double(a.data()[i]) - double(b.data()[i])));
    largest = std::max(largest, std::abs(double(b.data()[i])));
  }
  return distance / largest;
}

}  // namespace

TEST_CASE(
    "linear's gradients over many rows are those of the matrix product, however often added") {
  constexpr double same = sizeof(real) == sizeof(double) ? 1e-13 : 1e-5;
  for (const int64_t rows : {63, 585, 586, 3000}) {
    Operands one = draw(rows), other = draw(rows);
    Random random(4);
    for (int time = 0; time < 2; ++time) {
      const Tensor upstream = rand({rows, 48}, -1, 1, random);
      linear(one.x, one.weight, one.bias).backward(upstream);
      (matmul(other.x, other.weight, {.b = true}) + other.bias).backward(upstream);
      INFO(rows << " rows, time " << time);
      CHECK(difference(one.x.grad(), other.x.grad()) < same);
      CHECK(difference(one.weight.grad(), other.weight.grad()) < same);
      CHECK(difference(one.bias.grad(), other.bias.grad()) < same);
    }
  }
}
