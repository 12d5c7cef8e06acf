#include "lessons/14_tiny_vit/training.hpp"

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson14 {

std::vector<double> train(Layer& model, double lr, show::Progress bar,
                          const std::function<Batch()>& next) {
  const int64_t steps = bar.steps();
  AdamW optimizer(model.parameters(), {.lr = lr, .weight_decay = 0.05});
  const WarmupCosine schedule(lr, std::min<int64_t>(100, steps / 10), steps, 0.05);
  while (bar.next()) {
    const Batch batch = next();
    const Tensor loss =
        bar.loss([&] { return cross_entropy(model(centred(batch.images)), batch.labels); });
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
  return model(centred(images));
}

Tensor centred(const Tensor& images) { return (images - 0.5) / 0.5; }

ViTOptions tiny_vit(int64_t image, int64_t patch) {
  return {.image = image,
          .patch = patch,
          .channels = 1,
          .dim = 32,
          .depth = 2,
          .heads = 4,
          .mlp_ratio = 2,
          .classes = 10};
}

}  // namespace lesson14
