// One training step of a tiny ViT on 64 images of 8 x 8: zero_grad, forward, loss, backward, AdamW.

#include "engine/ops/loss.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "layers/models/vit.hpp"
#include "tests/bench/workload.hpp"

using namespace heed;

int main(int argc, char** argv) {
  const std::string name = "train_vit_digits";
  const bench::Flags flags = bench::read_flags(name, argc, argv);
  constexpr int64_t batch = 64, classes = 10;
  manual_seed(0);
  ViT model({.image = 8,
             .patch = 2,
             .channels = 1,
             .dim = 64,
             .depth = 4,
             .heads = 4,
             .classes = classes,
             .eps = 1e-5});
  AdamW optimizer(model.parameters(), {.lr = 1e-3});
  const Tensor x = randn({batch, 1, 8, 8});
  std::vector<int64_t> labels(batch);
  for (int64_t& label : labels) label = default_random().integer(classes);
  const Indices y(labels);

  bench::report(name, flags, model, [&] {
    optimizer.zero_grad();
    cross_entropy(model(x), y).backward();
    optimizer.step();
  });
}
