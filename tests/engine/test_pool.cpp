// The pool: what it takes from the system, refuses, and counts.

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

TEST_CASE(
    "training asks the system for nothing after its second step, though batches differ in size") {
  Tensor weight = ones({64}).requires_grad_();
  const auto step = [&](int64_t rows) {
    const Tensor x = ones({rows, 64});
    const Tensor y = gelu(x * weight + weight);
    weight.zero_grad();
    (y * y).backward(ones(y.shape()));
    real* w = weight.mutable_data();
    for (int64_t i = 0; i < weight.numel(); ++i) w[i] -= real(1e-4) * weight.grad().data()[i];
  };
  step(126);
  step(128);
  const int64_t before = pool_stats().new_blocks;
  for (const int64_t rows : {128, 120, 113, 127, 115, 121, 128, 114, 119, 125}) step(rows);
  CHECK(pool_stats().new_blocks == before);
}

TEST_CASE("absurd sizes are refused at once") {
  const auto start = std::chrono::steady_clock::now();
  const int64_t buffers = pool_stats().live_buffers;
  CHECK_THROWS_AS(zeros({1LL << 40, 1LL << 40}), ShapeError);
  CHECK_THROWS_AS(zeros({1LL << 40, 1LL << 40, 0}), ShapeError);
  CHECK_THROWS_AS(zeros({INT64_MAX}), ShapeError);
  CHECK_THROWS_AS(zeros({-1}), ShapeError);
  const int64_t ten_tebibytes = (10LL << 40) / int64_t(sizeof(real));
  CHECK_THROWS_AS(zeros({ten_tebibytes}), MemoryError);
  CHECK_THROWS_WITH(zeros({ten_tebibytes}),
                    ContainsSubstring("1.02e+04 GiB does not fit: the machine has"));
  CHECK(pool_stats().live_buffers == buffers);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}

TEST_CASE("blocks do not overlap, in whichever piece of memory they lie") {
  std::vector<std::pair<Buffer, int64_t>> blocks;
  int64_t bytes = 0;
  while (bytes < 3 * (int64_t(64) << 20))
    for (int64_t size = 1; size < 1'000'000; size += size / 3 + 1) {
      blocks.emplace_back(Buffer::uninitialized(size), size);
      std::fill_n(blocks.back().first.data(), size, real(blocks.size()));
      bytes += size * int64_t(sizeof(real));
    }
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto& [block, size] = blocks[i];
    CHECK(std::count(block.data(), block.data() + size, real(i + 1)) == size);
  }
}

TEST_CASE("version numbers never repeat, though blocks do") {
  std::set<uint64_t> seen;
  std::set<const real*> places;
  int versions = 0;
  for (int i = 0; i < 1000; ++i) {
    Buffer buffer = Buffer::uninitialized(16);
    places.insert(buffer.data());
    for (int change = 0; change < 3; ++change, buffer.bump_version()) {
      seen.insert(buffer.version());
      ++versions;
    }
  }
  CHECK(places.size() < 10);  // the pool did hand out the same blocks
  CHECK(int(seen.size()) == versions);
}

TEST_CASE("writing changes the version for all who share the numbers, reading does not") {
  Tensor x = ones({3});
  const Tensor view = x.detach();
  const uint64_t before = x.buffer().version();
  CHECK(x.data()[0] == 1);
  CHECK(view.buffer().version() == before);
  x.mutable_data()[0] = 2;
  CHECK(view.buffer().version() != before);
}

TEST_CASE("buffers and bytes in use are counted") {
  const PoolStats before = pool_stats();
  {
    const Buffer a = Buffer::uninitialized(1000);
    const Buffer shared = a;
    CHECK(!a.unique());
    CHECK(pool_stats().live_buffers == before.live_buffers + 1);
    CHECK(pool_stats().live_bytes >= before.live_bytes + int64_t(1000 * sizeof(real)));
    CHECK(pool_stats().live_bytes <=
          before.live_bytes + int64_t(1250 * sizeof(real)));  // a fifth more
    CHECK(pool_stats().peak_bytes >= pool_stats().live_bytes);
  }
  CHECK(pool_stats().live_buffers == before.live_buffers);
  CHECK(pool_stats().live_bytes == before.live_bytes);
}

TEST_CASE("numbers are aligned to 64 bytes and have room for all that was asked") {
  for (int64_t size = 0; size < 3000; size += 1 + size / 7) {
    const Buffer buffer = Buffer::zeros(size);
    CHECK(reinterpret_cast<uintptr_t>(buffer.data()) % 64 == 0);
    for (int64_t i = 0; i < size; ++i) buffer.data()[i] = 1;  // the sanitizer would see it
  }
}

TEST_CASE("the peak of memory counts from where it was set back") {
  constexpr int64_t kNumbers = 1 << 18;
  { const Buffer large = Buffer::uninitialized(4 * kNumbers); }
  reset_peak();
  const int64_t before = pool_stats().peak_bytes;
  CHECK(before == pool_stats().live_bytes);
  { const Buffer small = Buffer::uninitialized(kNumbers); }
  CHECK(pool_stats().peak_bytes == before + kNumbers * int64_t(sizeof(real)));
}

TEST_CASE(
    "a large block that is free serves a smaller need, and is counted as what was asked for") {
  constexpr int64_t bytes = 6 << 20, numbers = bytes / int64_t(sizeof(real));
  { const Buffer large = Buffer::uninitialized(numbers); }
  const PoolStats before = pool_stats();
  {
    const Buffer smaller = Buffer::uninitialized(numbers / 2);
    const PoolStats now = pool_stats();
    CHECK(now.new_blocks == before.new_blocks);
    CHECK(now.live_bytes - before.live_bytes < bytes * 6 / 10);
  }
  CHECK(pool_stats().live_bytes == before.live_bytes);
}
