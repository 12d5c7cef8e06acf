// The emulation of a block of threads: barriers, races, sectors and banks.
#include <string>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/bounds.hpp"
#include "lessons/21_cuda_matmul/cost.hpp"
#include "lessons/21_cuda_matmul/fibers.hpp"
#include "lessons/21_cuda_matmul/host_thread.hpp"
#include "lessons/21_cuda_matmul/speeds.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace lesson21;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

TEST_CASE("fibers run in order up to a barrier, and all reach it before one goes on") {
  Fibers fibers(3);
  std::string order;
  int rounds = 0;
  fibers.run(
      [&](int i) {
        order += char('a' + i);
        fibers.pause();
        order += char('A' + i);
      },
      [&] { ++rounds; });
  CHECK(order == "abcABC");
  CHECK(rounds == 2);
}

TEST_CASE("a barrier that not all threads reach is an error, not a hang") {
  Fibers fibers(4);
  const auto run = [&] {
    fibers.run(
        [&](int i) {
          if (i > 0) fibers.pause();
        },
        [] {});
  };
  CHECK_THROWS_WITH(run(), ContainsSubstring("1 of 4 threads never reach"));
  int ran = 0;  // and the fibers can be used again
  fibers.run([&](int) { ++ran; }, [] {});
  CHECK(ran == 4);
}

TEST_CASE("what a fiber throws comes out of run()") {
  Fibers fibers(2);
  const auto run = [&] {
    fibers.run(
        [](int i) {
          if (i == 1) throw heed::ValueError("thread 1");
        },
        [] {});
  };
  CHECK_THROWS_WITH(run(), "thread 1");
}

namespace {

// What a recorder says of one round of two threads, who do this to bytes of shared memory.
void meet(Access one, uint64_t at_one, Access other, uint64_t at_other) {
  Recorder recorder(32, 256);
  recorder.add(3, one, at_one, 4);
  for (int i = 0; i < 2; ++i)
    if (i == 1) recorder.add(9, other, at_other, 4);
  recorder.barrier();
}

}  // namespace

TEST_CASE("two threads at one place, one of them writing, are a race; reading is none") {
  const Access read = Access::shared_read, write = Access::shared_write;
  CHECK_THROWS_WITH(meet(write, 8, write, 8),
                    ContainsSubstring("thread 9 and thread 3 meet at byte 8"));
  CHECK_THROWS_WITH(meet(write, 8, Access::arrival, 8), ContainsSubstring("a race"));
  CHECK_THROWS_WITH(meet(Access::arrival, 8, read, 8), ContainsSubstring("a race"));
  CHECK_NOTHROW(meet(read, 8, read, 8));
  CHECK_NOTHROW(meet(write, 8, write, 12));
}

TEST_CASE("a barrier between two threads makes their meeting none") {
  Recorder recorder(32, 64);
  recorder.add(0, Access::shared_write, 0, 4);
  recorder.barrier();
  recorder.add(1, Access::shared_read, 0, 4);
  CHECK_NOTHROW(recorder.barrier());
  CHECK(recorder.counts().wavefronts == 2);
}

TEST_CASE("a warp's addresses take as many sectors of 32 bytes as they touch") {
  std::vector<uint64_t> row, column, same(32, 64), odd;
  for (uint64_t lane = 0; lane < 32; ++lane) {
    row.push_back(4 * lane);
    column.push_back(4096 * lane);
    odd.push_back(4 * lane + 4);
  }
  CHECK(sectors_of(row, 4) == 4);
  CHECK(sectors_of(odd, 4) == 5);  // not aligned: one more
  CHECK(sectors_of(column, 4) == 32);
  CHECK(sectors_of(same, 4) == 1);
  CHECK(sectors_of({0, 16, 48}, 16) == 2);
}

TEST_CASE("lanes that want different words of one bank wait for each other") {
  std::vector<uint64_t> row, column, padded, same(32, 12), wide;
  for (uint64_t lane = 0; lane < 32; ++lane) {
    row.push_back(4 * lane);
    column.push_back(4 * 32 * lane);
    padded.push_back(4 * 33 * lane);
    wide.push_back(16 * lane);
  }
  CHECK(wavefronts_of(row, 4).needed == 1);
  CHECK(wavefronts_of(column, 4).needed == 32);
  CHECK(wavefronts_of(column, 4).least == 1);
  CHECK(wavefronts_of(padded, 4).needed == 1);
  CHECK(wavefronts_of(same, 4).needed == 1);
  CHECK(wavefronts_of(wide, 16).needed == 4);  // 512 bytes, 128 at a time
  CHECK(wavefronts_of(wide, 16).least == 4);
}

TEST_CASE("a copy arrives when it is waited for, and NaN lies there before") {
  Fibers fibers(1);
  struct alignas(64) Lines {
    float at[16];
  } from{{1, 2, 3, 4}}, shared{};
  HostBlock block{fibers, nullptr, reinterpret_cast<std::byte*>(&shared), sizeof(shared)};
  HostThread thread(block, 0, 0, 0);
  const Matrix<const float> x = matrix<const float>(from.at, 1, 4);
  thread.copy_async(&shared.at[0], x, 0, 0);
  thread.commit();
  thread.copy_async(&shared.at[4], x, 1, 0);  // outside: zeros
  thread.commit();
  CHECK(shared.at[0] != shared.at[0]);
  thread.wait<1>();
  CHECK(shared.at[3] == 4);
  CHECK(shared.at[4] != shared.at[4]);
  thread.wait<0>();
  CHECK(shared.at[4] == 0);
  CHECK_THROWS_WITH(thread.put(shared.at[16], 1), ContainsSubstring("leaves shared memory"));
}

TEST_CASE("the cost model's crossover is where both take the same time") {
  const Rates rates{.cpu = 1e11, .card = 1e13, .bus = 1e10, .latency = 0, .card_from = ""};
  // 6 / B / (1 / R_cpu - 1 / R_card)
  const double n = 6 / 1e10 / (1 / 1e11 - 1 / 1e13);
  CHECK_THAT(double(crossover(lone_product, rates)), WithinAbs(n, 1));
  const auto eight = [](int64_t side) { return chain(8, side); };
  CHECK_THAT(double(crossover(eight, rates)), WithinAbs(n * 8 / 12 / 8, 1));
  Rates slow = rates;
  slow.card = 1e11;  // no faster than the CPU
  CHECK(crossover(lone_product, slow) == 0);
}

TEST_CASE("a kernel's bound is a share, and the H100's peaks fit its cycles") {
  CHECK_THAT(memory_bound({20, 0}, kTiles, h100()), WithinAbs(1, 1e-9));
  CHECK_THAT(memory_bound({10, 0}, kTiles, h100()), WithinAbs(0.5, 1e-9));
  CHECK_THAT(shared_bound({10, 128}, kTiles), WithinAbs(0.5, 1e-9));
  CHECK(shared_bound({10, 0}, kNaive) == 1);
  // 132 multiprocessors at 1.98 and 1.83 GHz
  CHECK_THAT(132 * 1.98e9 * flops_per_cycle(kTiles, 9, 0), WithinAbs(67e12, 0.01 * 67e12));
  CHECK_THAT(132 * 1.83e9 * flops_per_cycle(kTensorCoresBf16, 9, 0),
             WithinAbs(989e12, 0.01 * 989e12));
  CHECK(flops_per_cycle(kTensorCoresTf32, 9, 0) == 2048);
  CHECK(flops_per_cycle(kTensorCoresBf16, 6, 1) == 0);  // not known
}

TEST_CASE("stored figures are read as they were written, and a broken file is an error") {
  const TemporaryFolder folder;
  Speeds speeds;
  speeds.device = "A card";
  speeds.date = "2026-11-26";
  speeds.major = 9;
  speeds.multiprocessors = 132;
  speeds.clock = 1.98e9;
  speeds.sizes = {128, 256};
  for (auto& seconds : speeds.seconds) seconds = {1e-5, 4e-5};
  speeds.seconds[kTiles] = {0, 8e-5};  // could not be run at 128
  const std::string path = folder / "figures.json";
  CHECK(!stored_speeds(path));
  store(speeds, path);
  const Speeds read = stored_speeds(path).value();
  CHECK(read.device == "A card");
  CHECK(read.flops(kTiles, 0) == 0);
  CHECK_THAT(read.share_of_cublas(kTiles, 1), WithinAbs(0.5, 1e-9));
  CHECK_THAT(read.peak(kTiles), WithinAbs(256 * 132 * 1.98e9, 1e6));
  std::ofstream(path) << "{\"device\": \"A card\"}";
  CHECK_THROWS_AS(stored_speeds(path), heed::FileError);
}
