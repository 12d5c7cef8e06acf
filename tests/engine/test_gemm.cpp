// The matrix product that everything goes through, against its definition.

#include <cmath>
#include <vector>

#include "engine/kernels/gemm.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using kernels::Matrix;

namespace {

constexpr real kOutside = real(123.5);  // stands where nothing may be written

std::vector<real> draw(int64_t n, Random& random) {
  std::vector<real> x(static_cast<size_t>(n));
  for (real& v : x) v = real(random.uniform(-1, 1));
  return x;
}

// A random product, in storage that may be wider than the matrices are.
struct Case {
  int64_t m, n, k, a_stride, b_stride, c_stride;
  bool a_transposed, b_transposed, add;

  Case(Random& random, int64_t longest)
      : m(random.integer(longest + 1)),
        n(random.integer(longest + 1)),
        k(random.integer(longest + 1)),
        a_transposed(random.chance(0.5)),
        b_transposed(random.chance(0.5)),
        add(random.chance(0.5)) {
    const auto wider = [&](int64_t length) {
      return length + (random.chance(0.5) ? random.integer(4) : 0);
    };
    a_stride = std::max<int64_t>(1, wider(a_transposed ? m : k));
    b_stride = std::max<int64_t>(1, wider(b_transposed ? k : n));
    c_stride = std::max<int64_t>(1, wider(n));
  }
};

// What `gemm` makes of a case, drawn from `random`.
std::vector<real> run(const Case& c, kernels::Gemm gemm, Random random) {
  const std::vector<real> a = draw((c.a_transposed ? c.k : c.m) * c.a_stride, random);
  const std::vector<real> b = draw((c.b_transposed ? c.n : c.k) * c.b_stride, random);
  std::vector<real> out(size_t(c.m * c.c_stride), kOutside);
  gemm(c.m, c.n, c.k, {a.data(), c.a_stride, c.a_transposed},
       {b.data(), c.b_stride, c.b_transposed}, {out.data(), c.add}, c.c_stride);
  return out;
}

void compare(const Case& c, const Random& random) {
  const std::vector<real> fast = run(c, kernels::gemm, random),
                          slow = run(c, kernels::gemm_naive, random);
  const double tolerance = (sizeof(real) == sizeof(double) ? 1e-14 : 1e-6) * double(c.k + 10);
  for (int64_t i = 0; i < c.m; ++i)
    for (int64_t j = 0; j < c.c_stride; ++j) {
      const real v = fast[size_t(i * c.c_stride + j)], expected = slow[size_t(i * c.c_stride + j)];
      INFO(c.m << " x " << c.n << " x " << c.k << ", element " << i << ", " << j);
      if (j >= c.n) {
        if (v != kOutside) FAIL("written outside the matrix");
      } else if (!(std::abs(double(v) - double(expected)) <= tolerance)) {
        FAIL(v << " is not " << expected);
      }
    }
}

}  // namespace

TEST_CASE("ten thousand random products of small matrices are what the definition says") {
  Random random(1);
  for (int i = 0; i < 10000; ++i) {
    const Case c(random, 9);
    compare(c, Random(2, uint64_t(i)));
  }
  SUCCEED();
}

TEST_CASE("products of larger matrices are what the definition says") {
  Random random(3);
  for (int i = 0; i < 60; ++i) {
    const Case c(random, 150);
    compare(c, Random(4, uint64_t(i)));
  }
  SUCCEED();
}

TEST_CASE("a sum of nothing is zero, and adds nothing") {
  std::vector<real> c(6, real(5));
  kernels::gemm(2, 3, 0, {nullptr, 1}, {nullptr, 3}, {c.data(), true}, 3);
  for (const real v : c) CHECK(v == 5);
  kernels::gemm(2, 3, 0, {nullptr, 1}, {nullptr, 3}, {c.data(), false}, 3);
  for (const real v : c) CHECK(v == 0);
}

TEST_CASE("NaN in a matrix reaches its row and no other") {
  std::vector<real> a = {1, 2, real(NAN), 4}, b = {1, 0, 0, 1}, c(4);
  kernels::gemm(2, 2, 2, {a.data(), 2}, {b.data(), 2}, {c.data(), false}, 2);
  CHECK((c[0] == 1 && c[1] == 2));
  CHECK((std::isnan(c[2]) && std::isnan(c[3])));
}

TEST_CASE("a matrix beyond BLAS's integers is refused") {
  std::vector<real> one(1);
  CHECK_THROWS_AS(
      kernels::gemm(1LL << 31, 1, 1, {one.data(), 1}, {one.data(), 1}, {one.data(), false}, 1),
      ShapeError);
}

TEST_CASE("a batch is its products, one after the other, whoever shares an operand") {
  Random random(5);
  constexpr int64_t m = 3, n = 4, k = 5;
  for (const int64_t count : {0, 1, 5, 40})
    for (const kernels::BatchStep step : {kernels::BatchStep{m * k, k * n, m * n},
                                          {0, k * n, m * n},
                                          {m * k, 0, m * n},
                                          {m * k, k * n, 0}}) {
      const std::vector<real> a = draw(count * m * k + m * k, random);
      const std::vector<real> b = draw(count * k * n + k * n, random);
      std::vector<real> c(size_t((count + 1) * m * n), 0), expected = c;
      kernels::gemm_batch(count, step, m, n, k, {a.data(), k}, {b.data(), n}, {c.data(), true}, n);
      for (int64_t i = 0; i < count; ++i)
        kernels::gemm_naive(m, n, k, {a.data() + i * step.a, k}, {b.data() + i * step.b, n},
                            {expected.data() + i * step.c, true}, n);
      for (size_t i = 0; i < c.size(); ++i)
        REQUIRE(std::abs(c[i] - expected[i]) < (sizeof(real) == sizeof(double) ? 1e-12 : 1e-4));
    }
}

TEST_CASE("who computes products can be changed at run time") {
  static int calls;
  calls = 0;
  const auto counting = [](int64_t m, int64_t n, int64_t k, Matrix a, Matrix b, Slot c,
                           int64_t stride) {
    ++calls;
    kernels::gemm_naive(m, n, k, a, b, c, stride);
  };
  std::vector<real> a = {2}, c = {0};
  kernels::set_gemm(counting);
  kernels::gemm(1, 1, 1, {a.data(), 1}, {a.data(), 1}, {c.data(), false}, 1);
  kernels::set_gemm(nullptr);
  CHECK(calls == 1);
  CHECK(c[0] == 4);
}
