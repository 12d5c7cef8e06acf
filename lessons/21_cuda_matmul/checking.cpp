// Is the indexing right? Every kernel on the CPU, at sizes that fit no tile, against double.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>

#include "engine/random.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"

namespace lesson21 {

namespace {

constexpr uint64_t kNumbers = 212;
constexpr int64_t kChecked[] = {1,  2,  3,  5,  8,  16,  17,  31,  32,
                                33, 63, 64, 65, 97, 127, 128, 129, 130};
// m, n, k
constexpr int kOblong[][3] = {{1, 130, 7}, {130, 1, 65}, {33, 257, 5}, {129, 65, 33}};

struct Findings {
  std::array<double, kOurs> worst{};  // distance to the product in double, as a share of |A| |B|
  int products = 0;
};

// C begins as NaN: what no thread writes stays one.
double off(int way, int m, int n, int k, Random& random) {
  const Tensor a = randn({m, k}, random), b = randn({k, n}, random);
  Tensor c = full({m, n}, std::numeric_limits<double>::quiet_NaN());
  emulate(way, m, n, k, a.data(), b.data(), c.mutable_data());
  const double distance = lesson21::distance(m, n, k, a.data(), b.data(), c.data()).of_terms;
  return std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
}

Findings check_all(Lesson& lesson) {
  Random random(lesson.run.seed(), kNumbers);
  Findings found;
  show::Progress bar = lesson.run.progress("emulation", kOurs);
  for (int way = 0; way < kOurs && bar.next(); ++way) {
    double& worst = found.worst[size_t(way)];
    const auto look = [&](int m, int n, int k) {
      worst = std::max(worst, off(way, m, n, k, random));
      ++found.products;
    };
    for (const int64_t n : kChecked) look(int(n), int(n), int(n));
    for (const auto& [m, n, k] : kOblong) look(m, n, k);
  }
  bar.next();
  return found;
}

const std::vector<std::string> kHeader = {"kernel", "farthest from double", "numbers"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (int way = 0; way < kOurs; ++way)
    rows.push_back({name_of(way), fmt::format("{:.1e}", found.worst[size_t(way)]),
                    way == kTensorCoresBf16   ? "8 bits"
                    : way == kTensorCoresTf32 ? "11 bits"
                                              : "24 bits"});
  return rows;
}

}  // namespace

void check_indices(Lesson& lesson) {
  const Findings found = check_all(lesson);
  std::cout << fmt::format("\n2. Is the indexing right? {} products emulated on the CPU\n\n",
                           found.products)
            << show::text_table(kHeader, rows_of(found));
  lesson.page.heading("Is the indexing right?")
      .text(
          "Most mistakes in such kernels are in the indices, at edges that fit no tile. So the "
          "lesson runs the *same source* on the CPU: a block's threads are fibers, each of which "
          "runs until it comes to a barrier. C begins as NaN, shared memory as well; a copy made "
          "with `copy_async` arrives when it is waited for and not a moment sooner; and two "
          "threads that meet at one place of shared memory without a barrier between them, one "
          "of them writing, are reported as a race.")
      .table(kHeader, rows_of(found),
             fmt::format(
                 "{} products, of 1 × 1 to 130 × 130 and some oblong ones: the largest "
                 "distance in norm to the product in double, as a share of the norm of |A| |B|. "
                 "bf16 and TF32 round the factors, which costs what it must. (The tests go through "
                 "every size "
                 "from 1 to 130.)",
                 found.products));
  double largest = 0;
  for (int way = 0; way < kOurs; ++way)
    if (rival_of(way) == kCublasFloat) largest = std::max(largest, found.worst[size_t(way)]);
  lesson.run.figure("largest_error", largest, show::Range{3.79e-08, 7.3e-08});
  lesson.run.figure("largest_error_tf32", found.worst[kTensorCoresTf32],
                    show::Range{0.000197, 0.000558});
  lesson.run.figure("largest_error_bf16", found.worst[kTensorCoresBf16],
                    show::Range{0.00182, 0.00375});
}

}  // namespace lesson21
