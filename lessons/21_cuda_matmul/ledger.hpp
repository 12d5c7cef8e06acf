// What the learner's own tiny ViT multiplies in a step of its training, from the cost ledger.
#pragma once

#include <string>
#include <vector>

#include "lessons/21_cuda_matmul/cost.hpp"
#include "lessons/show/progress.hpp"

namespace lesson21 {

// One operation that multiplies matrices, in one pass of one step.
struct LedgerRow {
  std::string op;  // "linear, backward"
  int64_t calls;
  Load load;       // bytes: of inputs, result or gradients, each once
  double seconds;  // on this CPU, measured
};

// Lesson 14's model on pictures of 8 x 8 cut in patches of 2, `width` numbers a token.
struct VitCost {
  int64_t width = 0, batch = 0, parameters = 0;
  std::vector<LedgerRow> rows;
  int64_t calls = 0;  // of the rows without attention together, as are the next two
  Load load;
  double seconds = 0;
  double step_seconds = 0;  // of the whole step, whatever it does
};
// A mean over the progress's steps, the first left out.
VitCost watch_training(int64_t width, int64_t batch, uint64_t seed, heed::show::Progress progress);

}  // namespace lesson21
