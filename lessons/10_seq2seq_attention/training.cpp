#include "lessons/10_seq2seq_attention/training.hpp"

#include <algorithm>

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson10 {

Tensor loss_of(Seq2Seq& model, const PairBatch& batch) {
  const Tensor logits = model(batch.source, batch.source_lengths, batch.target_in).logits;
  const int64_t places = batch.target_out.numel();  // B T
  return cross_entropy(reshape(logits, {places, -1}), batch.target_out.reshape({places}),
                       {.ignore_index = Vocabulary::kPad});
}

std::vector<double> train(Seq2Seq& model, double rate, show::Progress bar,
                          const std::function<PairBatch(int64_t step)>& next) {
  const int64_t steps = bar.steps();
  AdamW optimizer(model.parameters(), {.lr = rate, .weight_decay = 0});
  const WarmupCosine schedule(rate, std::min<int64_t>(100, steps / 10), steps, 0.02);
  while (bar.next()) {
    const PairBatch batch = next(bar.step());
    const Tensor loss = bar.loss([&] { return loss_of(model, batch); });
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(model.parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
  return bar.losses();
}

Written write(Seq2Seq& model, const std::vector<SymbolPair>& pairs, int64_t longest) {
  const PairBatch batch = pad(pairs);
  const GreedyResult result = model.greedy(batch.source, batch.source_lengths, longest + 1);
  Written written{until_eos(result.symbols), {}};
  if (!result.weights.defined()) return written;
  for (size_t b = 0; b < pairs.size(); ++b) {
    const int64_t steps = std::min(int64_t(written.symbols[b].size()) + 1, result.weights.size(1));
    const Tensor own = select(result.weights, 0, int64_t(b));
    written.weights.push_back(
        slice(slice(own, 0, 0, steps), 1, 0, int64_t(pairs[b].source.size())));
  }
  return written;
}

}  // namespace lesson10
