// What the optimisers share: checks, and one pass over the numbers of all parameters.
#pragma once

#include <string>
#include <vector>

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION::optim {

// The parameters, each once. ValueError if there is none, or one is undefined or no leaf.
std::vector<Tensor> distinct(const char* name, const std::vector<Tensor>& parameters, Place at);

// ValueError unless low <= value < below.
void check_range(const char* name, const char* option, double value, double low, double below,
                 Place at);

// A register of numbers, or one, to p.
inline void store(real* p, kernels::Batch x) { x.store_unaligned(p); }
inline void store(real* p, real x) { *p = x; }

// A parameter that has a gradient: where its numbers are, and how far they go.
struct Span {
  real* weight;
  const real* gradient;
  int64_t size;
  size_t index;             // in the optimiser's list
  double lr, weight_decay;  // its group's
  int64_t step;             // this is its first, second, …, from 1
};

// For every span, calls update = prepare(span), and then update(As<Batch>{}, i) for every register
// of its numbers and update(As<real>{}, i) for the few at the end. Over threads: many parameters
// are too small to be worth one each, so all of them are cut as if they were one array, but only
// between registers: which numbers are left for the end, and so the bits, do not depend on threads.
template <class Prepare>
void each_number(const std::vector<Span>& spans, const Prepare& prepare) {
  using kernels::kWidth;
  const auto whole = [](int64_t i) { return (i + kWidth - 1) / kWidth * kWidth; };
  int64_t total = 0;
  for (const Span& span : spans) total += span.size;
  kernels::parallel_for(total, kernels::kGrain / 4, [&](int64_t begin, int64_t end) {
    int64_t start = 0;  // of the span, in that array
    for (const Span& span : spans) {
      int64_t i = whole(std::max<int64_t>(begin - start, 0));
      const int64_t stop = std::min(whole(std::max<int64_t>(end - start, 0)), span.size);
      start += span.size;
      if (i >= stop) continue;
      const auto update = prepare(span);  // our own copy: its constants stay in registers
      for (; i + kWidth <= stop; i += kWidth) update(kernels::As<kernels::Batch>{}, i);
      for (; i < stop; ++i) update(kernels::As<real>{}, i);
    }
  });
}

}  // namespace heed::inline HEED_PRECISION::optim
