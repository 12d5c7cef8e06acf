// The recipe by which every transformer of this lesson learns, and how what it writes is judged.
#pragma once

#include <functional>

#include "data/pairs.hpp"
#include "data/sequence_scores.hpp"
#include "layers/models/decoding.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson12 {

using namespace heed;

// Adam with beta2 = 0.98, Noam's schedule, label smoothing (Vaswani et al. 2017, section 5.3, 5.4).
// Noam's peak is factor / sqrt(dim warmup).
struct Recipe {
  int64_t warmup = 100;
  double factor = 0.25;
  double smoothing = 0.1;
};

// Returns the loss of every step: the cross-entropy with the smoothed target, padding left out.
std::vector<double> train(SequenceTransformer& model, const Recipe& recipe, show::Progress bar,
                          const std::function<PairBatch()>& next);

Tensor loss_of(SequenceTransformer& model, const PairBatch& batch, double smoothing);

// What the model writes greedily for each pair's source, 256 at a time.
std::vector<Symbols> answers(SequenceTransformer& model, const std::vector<SymbolPair>& pairs,
                             int64_t longest);

}  // namespace lesson12
