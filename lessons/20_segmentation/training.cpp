#include "lessons/20_segmentation/training.hpp"

#include <algorithm>

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson20 {

namespace {

constexpr int64_t kBatch = 16;
constexpr int64_t kChunk = 32;  // pictures judged at a time

}  // namespace

TouchingOptions scenes() {
  return {.size = 64,
          .least_objects = 1,
          .most_objects = 3,
          .least_radius = 8,
          .most_radius = 13,
          .one_colour = 0};
}

SegmenterOptions segmenter() {
  return {.image = scenes().size,
          .patch = kPatch,
          .dim = 48,
          .depth = 3,
          .heads = 3,
          .hidden = 96,
          .classes = TouchingGenerator::kClasses};
}

std::vector<double> train(Layer& model, double lr, const TouchingGenerator& scenes,
                          show::Progress bar) {
  const int64_t steps = bar.steps();
  AdamW optimizer(model.parameters(), {.lr = lr, .weight_decay = 0.05});
  const WarmupCosine schedule(lr, std::min<int64_t>(100, steps / 10), steps, 0.05);
  while (bar.next()) {
    const Touching batch = scenes.scenes(bar.step() * kBatch, kBatch);
    const Tensor loss =
        bar.loss([&] { return cross_entropy(model(centred(batch.images)), batch.kinds); });
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(model.parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
  return bar.losses();
}

Tensor logits(Layer& model, const Tensor& images) {
  const Evaluation evaluation(model);
  std::vector<Tensor> parts;
  for (int64_t first = 0; first < images.size(0); first += kChunk) {
    const int64_t end = std::min(images.size(0), first + kChunk);
    parts.push_back(model(centred(slice(images, 0, first, end))));
  }
  return cat(parts, 0);
}

Tensor centred(const Tensor& images) { return (images - 0.5) / 0.5; }

}  // namespace lesson20
