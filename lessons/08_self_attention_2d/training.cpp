#include "lessons/08_self_attention_2d/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson08 {

namespace {

constexpr double kRate = 1.5e-3;
constexpr double kGammaFaster = 10;  // gamma has a long way to go: Adam moves all numbers alike
constexpr int64_t kTestScenes = 256;

std::vector<Tensor> all_but_gamma(Painter& painter) {
  std::vector<Tensor> result;
  for (const auto& [name, parameter] : painter.named_parameters())
    if (name != "attention.gamma") result.push_back(parameter);
  return result;
}

// The mean of many numbers, of which some parts come with their sum and their count.
struct Mean {
  double sum = 0, count = 0;
  void add(const Tensor& numbers, const Tensor& weights) {
    sum += double(heed::sum(numbers * weights).item());
    count += double(heed::sum(weights).item());
  }
  double value() const { return count > 0 ? sum / count : 0; }
};

// 1 where the mask (B, P, H, W) is true, 0 elsewhere: (B, P, N).
Tensor places(const Mask& mask) { return flatten(where(mask, 1, 0), 2); }

struct Tally {
  Mean right, on_twin, on_itself, twin_area, to_coloured, to_grey, to_ground;

  void add_answers(const Indices& given, const Indices& truth) {
    for (int64_t i = 0; i < truth.numel(); ++i) {
      if (truth[i] == Twins::kNoColour) continue;
      right.sum += given[i] == truth[i];
      right.count += 1;
    }
  }

  void add_attention(const Tensor& attention, const Twins& scenes) {
    const Tensor coloured = places(scenes.coloured), grey = places(scenes.grey);  // (B, P, N)
    // What pair p's grey pixels look at: (B, P, N) (B, N, N)^T -> [b, p, n], by looking place n.
    on_twin.add(matmul(coloured, attention, {.b = true}), grey);
    on_itself.add(matmul(grey, attention, {.b = true}), grey);
    twin_area.add(coloured, ones(coloured.shape()));
    const Tensor received = sum(attention, 1, true);  // (B, 1, N): the sum of each column
    const Tensor any_coloured = sum(coloured, 1, true), any_grey = sum(grey, 1, true);
    to_coloured.add(received, any_coloured);
    to_grey.add(received, any_grey);
    to_ground.add(received, 1 - any_coloured - any_grey);
  }
};

}  // namespace

Tensor loss_of(Painter& painter, const Twins& scenes) {
  return cross_entropy(painter(scenes.images).scores, scenes.colours,
                       {.ignore_index = Twins::kNoColour});
}

Training train(Painter& painter, const TwinsGenerator& scenes, show::Progress bar) {
  Training training;
  AdamW optimizer(all_but_gamma(painter), {.lr = kRate, .weight_decay = 0});
  std::optional<AdamW> gate;
  if (painter.attention)
    gate.emplace(std::vector<Tensor>{painter.attention->gamma}, AdamWOptions{.weight_decay = 0});
  const WarmupCosine schedule(kRate, std::min<int64_t>(50, bar.steps() / 4), bar.steps(), 0.05);
  const auto note_gamma = [&] {
    if (gate) training.gamma.push_back(double(painter.attention->gamma.item()));
  };
  while (bar.next()) {
    note_gamma();
    const Twins batch = scenes.scenes(bar.step() * kBatch, kBatch);
    painter.zero_grad();
    bar.loss([&] { return loss_of(painter, batch); }).backward();
    clip_grad_norm(painter.parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
    if (!gate) continue;
    gate->set_lr(kGammaFaster * optimizer.lr());
    gate->step();
    bar.also(fmt::format("gamma {:.3f}", painter.attention->gamma.item()));
  }
  note_gamma();
  training.losses = bar.losses();
  return training;
}

Indices answers(Painter& painter, const Tensor& images) {
  const Evaluation evaluation(painter);
  return argmax(painter(images).scores, 1);
}

Verdict judge(Painter& painter, const TwinsGenerator& scenes) {
  const Evaluation evaluation(painter);
  Tally tally;
  for (int64_t first = 0; first < kTestScenes; first += kBatch) {
    const Twins batch = scenes.scenes(first, kBatch);
    const auto [scores, attention] = painter(batch.images);
    tally.add_answers(argmax(scores, 1), batch.colours);
    if (attention.defined()) tally.add_attention(attention, batch);
  }
  return {tally.right.value(),     tally.on_twin.value(),     tally.on_itself.value(),
          tally.twin_area.value(), tally.to_coloured.value(), tally.to_grey.value(),
          tally.to_ground.value()};
}

}  // namespace lesson08
