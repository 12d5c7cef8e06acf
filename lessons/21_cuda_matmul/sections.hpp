// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include <array>
#include <optional>

#include "lessons/21_cuda_matmul/cost.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "lessons/21_cuda_matmul/speeds.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson21 {

using namespace heed;

// Flags of the lesson's own.
struct Wishes {
  bool measure = false;                   // store what this machine's card does
  double bus = 0, card = 0, latency = 0;  // GB/s, TFLOP/s, microseconds; 0: not asked for
  int64_t width = 32, batch = 64;         // of the tiny ViT
};

struct Lesson {
  show::Run& run;
  show::Page& page;
  const Wishes& wishes;
  FoundCard found;
  std::optional<Speeds> measured, stored;
  std::array<Counts, kOurs> counts{};  // of products (256, 64) (64, 256)
};

void tell_ideas(Lesson& lesson);      // ideas.cpp: six kernels, drawn, with their code
void check_indices(Lesson& lesson);   // checking.cpp: emulated, odd sizes, against double
void count_traffic(Lesson& lesson);   // traffic.cpp: bytes, wavefronts, what they allow
void show_speeds(Lesson& lesson);     // speed.cpp: measured here, or stored, or none
void find_crossover(Lesson& lesson);  // crossover.cpp: when the copy eats the gain
void weigh_own_vit(Lesson& lesson, const Rates& rates);  // own_vit.cpp: from the cost ledger

}  // namespace lesson21
