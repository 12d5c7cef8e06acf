// The recipe by which every transformer of this lesson learns.
#include "lessons/12_transformer/training.hpp"

#include <algorithm>

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson12 {

Tensor loss_of(SequenceTransformer& model, const PairBatch& batch, double smoothing) {
  const Tensor logits = model(batch.source, batch.source_lengths, batch.target_in);  // (B, T, V)
  return cross_entropy(reshape(logits, {-1, logits.size(2)}),
                       batch.target_out.reshape({batch.target_out.numel()}),
                       {.label_smoothing = smoothing, .ignore_index = Vocabulary::kPad});
}

std::vector<double> train(SequenceTransformer& model, const Recipe& recipe, show::Progress bar,
                          const std::function<PairBatch()>& next) {
  const std::vector<Tensor> parameters = model.parameters();
  Adam optimizer(parameters, {.lr = 1, .beta2 = 0.98, .eps = 1e-9});
  const Noam schedule(model.options().dim, std::min(recipe.warmup, bar.steps()), recipe.factor);
  while (bar.next()) {
    const PairBatch batch = next();
    optimizer.zero_grad();
    bar.loss([&] { return loss_of(model, batch, recipe.smoothing); }).backward();
    clip_grad_norm(parameters, 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
  return bar.losses();
}

std::vector<Symbols> answers(SequenceTransformer& model, const std::vector<SymbolPair>& pairs,
                             int64_t longest) {
  constexpr size_t kAtOnce = 256;
  std::vector<Symbols> written;
  for (size_t first = 0; first < pairs.size(); first += kAtOnce) {
    std::vector<Symbols> sources;
    for (size_t i = first; i < std::min(first + kAtOnce, pairs.size()); ++i)
      sources.push_back(pairs[i].source);
    const PaddedSequences padded = pad(sources);
    for (Symbols& symbols :
         until_eos(write_greedily(model, padded.symbols, padded.lengths, {.longest = longest})))
      written.push_back(std::move(symbols));
  }
  return written;
}

}  // namespace lesson12
