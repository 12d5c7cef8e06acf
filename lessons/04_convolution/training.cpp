// How the readers are trained, and how they are judged.
#include "lessons/04_convolution/training.hpp"

#include <functional>

#include "data/batches.hpp"
#include "data/moved.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson04 {

namespace {

constexpr int64_t kBatch = 64;
constexpr uint64_t kMoves = 34;

void train(Layer& model, Optimizer& optimizer, const Digits& digits, uint64_t seed,
           show::Progress& bar, bool moving, const std::function<void(int64_t step)>& set_rate) {
  Batches batches(digits.size(), kBatch, seed);
  Random random(seed, kMoves);
  while (bar.next()) {
    set_rate(bar.step());
    const Indices rows = batches.next(), labels = take(digits.labels, rows);
    const Tensor pictures = take(digits.images, rows);
    const Tensor x = moving ? moved_by_chance(pictures, kShift, random) : pictures;
    const Tensor loss = bar.loss([&] { return cross_entropy(model(x), labels); });
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
}

}  // namespace

void train_plainly(Layer& model, const Digits& digits, uint64_t seed, show::Progress& bar,
                   bool moving) {
  SGD optimizer(model.parameters(), {.lr = 0.5});
  train(model, optimizer, digits, seed, bar, moving, [](int64_t) {});
}

void train_cnn(Layer& model, const Digits& digits, uint64_t seed, show::Progress& bar, bool moving,
               int64_t fixed) {
  std::vector<Tensor> learning = model.parameters();
  learning.erase(learning.begin(), learning.begin() + fixed);
  Adam optimizer(learning, {.lr = 0.01});
  const CosineAnnealingLR schedule(0.01, bar.steps());
  train(model, optimizer, digits, seed, bar, moving,
        [&](int64_t step) { schedule.apply(optimizer, step); });
}

double accuracy_on(Layer& model, const Digits& digits) {
  const Evaluation evaluation(model);
  return accuracy(model(digits.images), digits.labels);
}

Digits moved_digits(const Digits& digits, int64_t right, int64_t down) {
  return {moved(digits.images, right, down), digits.labels};
}

}  // namespace lesson04
