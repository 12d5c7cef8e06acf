#include "lessons/15_dino/training.hpp"

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson15 {

ViTOptions small_vit(int64_t classes) {
  return {.image = 40,
          .patch = kPatch,
          .dim = 32,
          .depth = 2,
          .heads = 4,
          .mlp_ratio = 2,
          .classes = classes};
}

Tensor centred(const Tensor& images) { return (images - 0.5) / 0.25; }

std::vector<double> train(ViT& model, const CamouflageGenerator& shapes, show::Progress bar) {
  constexpr double kRate = 3e-3;
  constexpr int64_t kBatch = 64;
  AdamW optimizer(model.parameters(), {.lr = kRate, .weight_decay = 0.05});
  const WarmupCosine schedule(kRate, bar.steps() / 10, bar.steps(), 0.05);
  while (bar.next()) {
    const auto batch = shapes.some(bar.step() * kBatch, kBatch);
    const Tensor loss =
        bar.loss([&] { return cross_entropy(model(centred(images_of(batch))), kinds_of(batch)); });
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(model.parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
  return bar.losses();
}

}  // namespace lesson15
