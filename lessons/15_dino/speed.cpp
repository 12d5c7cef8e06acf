// The time of DINO's ViT-S/16 for a photograph, beside the fastest that the machine could be.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "engine/kernels/map.hpp"
#include "engine/kernels/parallel.hpp"
#include "engine/threads.hpp"
#include "lessons/15_dino/sections.hpp"

namespace lesson15 {

namespace {

template <class Work>
double shortest_seconds(int times, Work work) {
  double best = 1e300;
  for (int i = 0; i < times; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

// Multiply-adds in registers alone, on all threads: no memory, no product of matrices is faster.
double peak_gflops() {
  using kernels::Batch;
  constexpr int kChains = 10, kSteps = 2'000'000;
  std::vector<real> kept(size_t(num_threads()) * kernels::kWidth);
  const double seconds = shortest_seconds(3, [&] {
    kernels::parallel_for(num_threads(), 1, [&](int64_t begin, int64_t end) {
      for (int64_t thread = begin; thread < end; ++thread) {
        Batch sums[kChains];
        for (int k = 0; k < kChains; ++k) sums[k] = Batch(real(k));
        const Batch factor(real(0.999)), term(real(0.001));
        for (int i = 0; i < kSteps; ++i)
          for (Batch& sum : sums) sum = xsimd::fma(sum, factor, term);
        for (int k = 1; k < kChains; ++k) sums[0] += sums[k];
        sums[0].store_unaligned(kept.data() + size_t(thread) * kernels::kWidth);
      }
    });
  });
  return 2e-9 * kChains * kSteps * double(kernels::kWidth) * num_threads() / seconds;
}

}  // namespace

// What DINO computes: 2 for each multiply-add of its linear maps, and of the scores and their
// weighted sums.
double dino_gflop(const ViTOptions& o, int64_t tokens) {
  const double d = double(o.dim), n = double(tokens);
  const double block = 2 * n * (4 * d * d + 2 * o.mlp_ratio * d * d) + 4 * n * n * d;
  return 1e-9 * (double(o.depth) * block + 2 * (n - 1) * d * 3 * double(o.patch * o.patch));
}

void measure_speed(show::Run& run, show::Page& page) {
  ViT model(dino_options("small", 16));
  Random random(1);
  const Tensor picture = rand({1, 3, 368, 496}, -1, 1, random);
  const int64_t tokens = (368 / 16) * (496 / 16) + 1;
  const Evaluation evaluation(model);
  model(picture);  // the first takes memory from the system
  const double seconds = shortest_seconds(3, [&] { model(picture); });
  const double gflop = dino_gflop(model.options(), tokens), peak = peak_gflops();
  const std::string text = fmt::format(
      "DINO's ViT-S/16 takes {:.2f} s for a photograph of 500×375 pixels, {} tokens: {:.1f} GFLOP, "
      "{:.0f} GFLOP/s, {:.0f} % of the {:.0f} that {} thread{} can do",
      seconds, tokens, gflop, gflop / seconds, 100 * gflop / seconds / peak, peak, num_threads(),
      num_threads() == 1 ? "" : "s");
  std::cout << "\n" << text << "\n";
  run.figure("small_16_seconds", seconds);
  run.figure("small_16_share_of_peak", gflop / seconds / peak);
  page.heading("How fast?")
      .text(text +
            " (multiply-adds in registers, nothing read or written). "
            "With random weights: the time does not depend on them.");
}

}  // namespace lesson15
