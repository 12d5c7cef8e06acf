// How fast a kernel can be at most, computed from what it asks of memory and a card's data sheet.
#pragma once

#include "lessons/21_cuda_matmul/emulation.hpp"

namespace lesson21 {

// A kernel's inner loop, counted by the emulation.
struct Appetite {
  double flops_per_byte = 0;       // of what its warps ask the card's memory for
  double flops_per_wavefront = 0;  // of shared memory; 0 if it uses none
};

// What its data sheet says of a card.
struct Sheet {
  std::string card, source;
  double memory;        // bytes/s
  double flops[kWays];  // FLOP/s, by way
};
const Sheet& h100();

// At most, as a share of the card's peak: by memory, if no cache helped; and by shared memory,
// which gives one wavefront a cycle and multiprocessor.
double memory_bound(const Appetite& appetite, int way, const Sheet& sheet);
double shared_bound(const Appetite& appetite, int way);

}  // namespace lesson21
