// The recipe by which every model of this lesson is trained, and how it writes.
#pragma once

#include <functional>

#include "data/pair_generator.hpp"
#include "data/sequence_scores.hpp"
#include "layers/models/seq2seq.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson10 {

using namespace heed;

// The loss of teacher forcing: the mean of -log p of every symbol of the targets.
Tensor loss_of(Seq2Seq& model, const PairBatch& batch);

// AdamW; the learning rate warms up, then falls along a cosine; gradients longer than 1 are
// clipped. next(step) gives the batch. Returns the loss of every step.
std::vector<double> train(Seq2Seq& model, double rate, show::Progress bar,
                          const std::function<PairBatch(int64_t step)>& next);

// What a model writes, greedily, and where it looks: row t of weights[i] is the step that writes
// symbol t, the last one that of eos; its columns are the symbols of source i.
struct Written {
  std::vector<Symbols> symbols;
  std::vector<Tensor> weights;  // (T, S) each; empty without attention
};
// No target is longer than `longest`.
Written write(Seq2Seq& model, const std::vector<SymbolPair>& pairs, int64_t longest);

}  // namespace lesson10
