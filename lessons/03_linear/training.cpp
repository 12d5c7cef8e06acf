// The one training loop of this lesson, and the optimisers that it is run with.
#include "lessons/03_linear/training.hpp"

#include <algorithm>

#include "data/batches.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"

namespace lesson03 {

void train(Layer& model, Optimizer& optimizer, const Rows& rows, uint64_t seed, show::Progress& bar,
           const std::function<void(int64_t step)>& after) {
  Batches batches(rows.size(), std::min(kBatch, rows.size()), seed);
  while (bar.next()) {
    const Rows batch = pick(rows, batches.next());
    const Tensor loss = bar.loss([&] { return cross_entropy(model(batch.x), batch.labels); });
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (after) after(bar.step() + 1);
  }
}

double loss_on(Layer& model, const Rows& rows) {
  const Evaluation evaluation(model);
  return double(cross_entropy(model(rows.x), rows.labels).item());
}

double accuracy_on(Layer& model, const Rows& rows) {
  const Evaluation evaluation(model);
  return accuracy(model(rows.x), rows.labels);
}

const std::vector<Way>& ways() {
  using Parameters = const std::vector<Tensor>&;
  using Made = std::unique_ptr<Optimizer>;
  static const std::vector<Way> all = {
      {"SGD",
       [](Parameters p, double lr) -> Made {
         return std::make_unique<SGD>(p, SGDOptions{.lr = lr});
       }},
      {"momentum",
       [](Parameters p, double lr) -> Made {
         return std::make_unique<SGD>(p, SGDOptions{.lr = lr, .momentum = 0.9});
       }},
      {"RMSprop",
       [](Parameters p, double lr) -> Made {
         return std::make_unique<RMSprop>(p, RMSpropOptions{.lr = lr});
       }},
      {"Adam",
       [](Parameters p, double lr) -> Made {
         return std::make_unique<Adam>(p, AdamOptions{.lr = lr});
       }},
      {"AdamW",
       [](Parameters p, double lr) -> Made {
         return std::make_unique<AdamW>(p, AdamWOptions{.lr = lr, .weight_decay = 0.01});
       }},
  };
  return all;
}

}  // namespace lesson03
