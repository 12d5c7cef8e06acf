// Lesson 21's kernels on the CPU: their indexing at every size, what they ask of memory, and that
// the emulation finds what it is there to find.
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "lessons/21_cuda_matmul/host_thread.hpp"
#include "tests/catch.hpp"

using namespace lesson21;
using Catch::Matchers::WithinAbs;

namespace {

constexpr float kPoison = std::numeric_limits<float>::quiet_NaN();

// Numbers in the middle of poison: who reads beyond them gets NaN, who writes is found out.
class Guarded {
 public:
  explicit Guarded(size_t count) : all_(kMargin + count + kMargin, kPoison), count_(count) {}
  Guarded(size_t count, std::mt19937& generator) : Guarded(count) {
    std::normal_distribution<float> normal;
    for (size_t i = 0; i < count; ++i) data()[i] = normal(generator);
  }
  float* data() { return all_.data() + kMargin; }
  bool margins_whole() const {
    for (size_t i = 0; i < kMargin; ++i)
      if (!std::isnan(all_[i]) || !std::isnan(all_[kMargin + count_ + i])) return false;
    return true;
  }

 private:
  static constexpr size_t kMargin = 1024;
  std::vector<float> all_;
  size_t count_;
};

// Infinite where an element is not written or a margin is.
double off(int way, int m, int n, int k, std::mt19937& generator, Counts* counts = nullptr) {
  Guarded a(size_t(m * k), generator), b(size_t(k * n), generator), c(size_t(m * n));
  emulate(way, m, n, k, a.data(), b.data(), c.data(), counts);
  const Distance distance = lesson21::distance(m, n, k, a.data(), b.data(), c.data());
  if (std::isnan(distance.of_terms) || !c.margins_whole()) return INFINITY;
  return m * n < 1000 ? distance.of_terms : distance.of_product;  // few may all nearly cancel
}

double allowed(int way) {
  return way == kTensorCoresBf16 ? 1e-2 : way == kTensorCoresTf32 ? 1e-3 : 1e-5;
}

void check_every_size(int way) {
  std::mt19937 generator(std::random_device{}());
  for (int n = 1; n <= 130; ++n) {
    CAPTURE(name_of(way), n);
    REQUIRE(off(way, n, n, n, generator) < allowed(way));
  }
  for (int i = 0; i < 12; ++i) {
    const auto side = [&] { return int(generator() % 150) + 1; };
    const int m = side(), n = 2 * side(), k = side();
    CAPTURE(name_of(way), m, n, k);
    Counts counts;  // watched: no race, no barrier that some never reach
    REQUIRE(off(way, m, n, k, generator, &counts) < allowed(way));
  }
}

}  // namespace

TEST_CASE("the naive kernel is right at every size from 1 to 130") { check_every_size(kNaive); }
TEST_CASE("the coalesced kernel is right at every size from 1 to 130") {
  check_every_size(kCoalesced);
}
TEST_CASE("the kernel of shared tiles is right at every size from 1 to 130") {
  check_every_size(kTiles);
}
TEST_CASE("the kernel of register tiles is right at every size from 1 to 130") {
  check_every_size(kRegisters);
}
TEST_CASE("the vectorised kernel is right at every size from 1 to 130") {
  check_every_size(kVectorised);
}
TEST_CASE("the tensor-core kernel is right in TF32 at every size from 1 to 130") {
  check_every_size(kTensorCoresTf32);
}
TEST_CASE("the tensor-core kernel is right in bf16 at every size from 1 to 130") {
  check_every_size(kTensorCoresBf16);
}

TEST_CASE("an infinity and NaN in the factors come out where they belong, and nowhere else") {
  std::mt19937 generator(3);
  const float special = GENERATE(std::numeric_limits<float>::infinity(), kPoison);
  for (int way = 0; way < kOurs; ++way) {
    CAPTURE(name_of(way), special);
    Guarded a(33 * 20, generator), b(20 * 35, generator), c(33 * 35);
    a.data()[7 * 20 + 19] = special;  // row 7
    emulate(way, 33, 35, 20, a.data(), b.data(), c.data());
    int not_finite = 0;
    for (int i = 0; i < 33 * 35; ++i) not_finite += !std::isfinite(c.data()[i]);
    CHECK(not_finite == 35);
    CHECK(!std::isfinite(c.data()[7 * 35]));
    CHECK(c.margins_whole());
  }
}

TEST_CASE("a kernel asks memory for what its formula says, to the byte, and no bank conflicts") {
  std::mt19937 generator(1);
  for (int way = 0; way < kOurs; ++way) {
    CAPTURE(name_of(way));
    struct alignas(64) Lines {
      float at[256 * 256];
    };
    const auto a = std::make_unique<Lines>(), b = std::make_unique<Lines>(),
               c = std::make_unique<Lines>();
    Counts counts;
    emulate(way, 128, 256, 32, a->at, b->at, c->at, &counts);
    CHECK(counts.bytes_read == formula_bytes_read(way, 128, 256, 32));
    CHECK(counts.bytes_written == formula_bytes_written(way, 128, 256));
    CHECK(counts.conflicts == 0);
    CHECK((counts.fragments > 0) == (way >= kTensorCoresTf32));
  }
}

TEST_CASE("formulas of bytes grow as n^3 over the tile's side") {
  CHECK(formula_bytes_read(kNaive, 1024, 1024, 1024) == 33LL << 30);
  CHECK(formula_bytes_read(kCoalesced, 1024, 1024, 1024) == 5LL << 30);
  CHECK(formula_bytes_read(kTiles, 1024, 1024, 1024) == 1LL << 28);
  CHECK(formula_bytes_read(kVectorised, 1024, 1024, 1024) == 1LL << 26);
  CHECK(formula_bytes_read(kTensorCoresBf16, 1024, 1024, 1024) == 3LL << 23);
  CHECK(formula_bytes_written(kNaive, 64, 64) == 8 * formula_bytes_written(kTiles, 64, 64));
}

TEST_CASE("ways that are no kernels of ours cannot be emulated, and say so") {
  float x = 1, y = 0;
  CHECK_THROWS_AS(emulate(kCublasFloat, 1, 1, 1, &x, &x, &y), heed::ValueError);
  CHECK_THROWS_AS(name_of(kWays), heed::ValueError);
  CHECK(y == 0);
}

TEST_CASE("a square goes through ldmatrix and mma, and comes out as the product") {
  std::mt19937 generator(5);
  const auto small = [&] { return float(int(generator() % 9) - 4); };  // exact in every format
  Bf16 a16[16][24], b16[16][24];
  float a32[16][12], b32[8][20], a[16][16], b[16][16];
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 16; ++j) {
      a16[i][j] = to_bf16(a[i][j] = small());
      b16[i][j] = to_bf16(b[i][j] = small());
      if (j < 8) a32[i][j] = a[i][j];
      if (i < 8) b32[i][j] = b[i][j];
    }
  for (const int inner : {16, 8}) {
    LeftRegisters left;
    RightRegisters right;
    SumRegisters sums{};
    inner == 16 ? load_left(left, &a16[0][0], 24) : load_left(left, &a32[0][0], 12);
    inner == 16 ? load_right(right, &b16[0][0], 24) : load_right(right, &b32[0][0], 20);
    (inner == 16 ? multiply_bf16 : multiply_tf32)(sums, left, right);
    for (int lane = 0; lane < 32; ++lane)
      for (int place = 0; place < 8; ++place) {
        const int columns = place / 4, half = place / 2 % 2;
        const int i = sum_row(lane, half), j = sum_column(lane, columns) + place % 2;
        float product = 0;
        for (int k = 0; k < inner; ++k) product += a[i][k] * b[k][j];
        CAPTURE(inner, lane, i, j);
        CHECK(sums.at[lane][columns][place % 4] == product);
      }
  }
}

TEST_CASE("bf16 and TF32 round to the nearest number they have") {
  CHECK(to_float(to_bf16(1.0f)) == 1.0f);
  CHECK(to_float(to_bf16(1.00390625f)) == 1.0f);       // half way: to the even one
  CHECK(to_float(to_bf16(1.01171875f)) == 1.015625f);  // half way: to the even one
  CHECK_THAT(double(to_float(to_bf16(-3.0e38f))), WithinAbs(-3.0e38f, 4e-3 * 3.0e38f));
  CHECK(std::isinf(to_float(to_bf16(3.4e38f))));
  CHECK(std::isnan(to_float(to_bf16(kPoison))));
  CHECK(to_tf32(1.0f + 1.0f / 1024) == 1.0f + 1.0f / 1024);
  CHECK(to_tf32(1.0f + 1.0f / 4096) == 1.0f);
  CHECK(to_tf32(1.0f + 1.0f / 2048) == 1.0f + 1.0f / 1024);  // half way: away from 0
  CHECK(std::isnan(to_tf32(kPoison)));
}
