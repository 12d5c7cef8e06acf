// parallel_for: every piece once, and exceptions carried out.

#include <omp.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "engine/kernels/map.hpp"
#include "engine/kernels/parallel.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

class Threads {
 public:
  explicit Threads(int n) : before_(omp_get_max_threads()) { omp_set_num_threads(n); }
  ~Threads() { omp_set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

}  // namespace

TEST_CASE("the pieces cover 0 to n once, for any n, grain and number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    const Threads set(threads);
    for (const int64_t n : {0, 1, 2, 3, 7, 64, 1000, 1001})
      for (const int64_t grain : {0, 1, 3, 100, 1000, 100000}) {
        std::vector<std::atomic<int>> visits(static_cast<size_t>(n));
        std::atomic<int> pieces = 0;
        kernels::parallel_for(n, grain, [&](int64_t begin, int64_t end) {
          ++pieces;
          for (int64_t i = begin; i < end; ++i) ++visits[size_t(i)];
        });
        for (const auto& count : visits) REQUIRE(count == 1);
        REQUIRE(pieces <= std::max(threads, 1));
        if (n <= grain) REQUIRE(pieces <= 1);
      }
  }
}

TEST_CASE("an exception in one piece is thrown to the caller") {
  const Threads set(4);
  for (const int64_t at : {0, 500, 999})
    CHECK_THROWS_WITH(kernels::parallel_for(1000, 1,
                                            [&](int64_t begin, int64_t end) {
                                              if (begin <= at && at < end)
                                                throw std::runtime_error("from a piece");
                                            }),
                      "from a piece");
  CHECK_THROWS_AS(kernels::parallel_for(1000, 1, [](int64_t, int64_t) { throw 7; }), int);
  int after = 0;
  kernels::parallel_for(1, 1, [&](int64_t, int64_t) { ++after; });
  CHECK(after == 1);
}

TEST_CASE("a loop inside a loop runs in the thread that calls") {
  const Threads set(4);
  std::atomic<int> inner = 0, strangers = 0;
  kernels::parallel_for(8, 1, [&](int64_t begin, int64_t end) {
    const auto caller = std::this_thread::get_id();
    for (int64_t i = begin; i < end; ++i)
      kernels::parallel_for(1000, 1, [&](int64_t first, int64_t last) {
        inner += int(last - first);
        strangers += std::this_thread::get_id() != caller;
      });
  });
  CHECK(inner == 8000);
  CHECK(strangers == 0);
}

TEST_CASE("map and sum treat registers and tails alike") {
  for (int64_t n = 0; n < 150; ++n) {
    std::vector<real> x(static_cast<size_t>(n)), y(x), sums(size_t(n), real(10));
    for (int64_t i = 0; i < n; ++i) x[size_t(i)] = real(i + 1);
    const auto square = [](auto v) { return v * v; };
    kernels::map(n, square, {y.data(), false}, x.data());
    kernels::map(n, square, {sums.data(), true}, x.data());
    for (int64_t i = 0; i < n; ++i) {
      REQUIRE(y[size_t(i)] == real((i + 1) * (i + 1)));
      REQUIRE(sums[size_t(i)] == real((i + 1) * (i + 1) + 10));
    }
    const auto itself = [](auto v) { return v; };
    REQUIRE(kernels::sum(n, itself, static_cast<const real*>(x.data())) == real(n * (n + 1) / 2));
  }
}
