// A small CNN that reads digits, with any norm between its layers.
#include "lessons/11_normalisation/reader.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/batches.hpp"
#include "data/moved.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/flatten.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"

namespace lesson11 {

namespace {

constexpr uint64_t kFirstNumbers = 111, kMoves = 112;
constexpr double kRate = 0.005;    // for batches of 64, and by the root of the size for others
constexpr double kMomentum = 0.1;  // of the running averages
constexpr int64_t kFarthest = 2;   // pixels that a digit is moved by at most
constexpr int64_t kLastNorm = 7;   // its place among the layers

void add_norm(Sequential& net, Norm norm, int64_t channels) {
  switch (norm) {
    case Norm::batch:
      net.add<BatchNorm2d>(channels, BatchNormOptions{.momentum = kMomentum});
      break;
    case Norm::layer:
      net.add<GroupNorm>(1, channels);
      break;
    case Norm::instance:
      net.add<InstanceNorm2d>(channels, InstanceNormOptions{.affine = true});
      break;
    case Norm::group:
      net.add<GroupNorm>(8, channels);
      break;
    case Norm::none:
    case Norm::token:
      break;
  }
}

// Of the last batch norm's first channel, from its running mean before and after a step:
// after = (1 - momentum) before + momentum own.
void note_means(Training& training, const ChannelNorm& norm, double before) {
  const double after = double(norm.running_mean.at({0}));
  training.running.push_back(after);
  training.own.push_back((after - (1 - kMomentum) * before) / kMomentum);
}

double right_answers(Reader& reader, const Digits& digits, int64_t first, int64_t end) {
  std::vector<int64_t> rows(size_t(end - first));
  std::iota(rows.begin(), rows.end(), first);
  const Tensor logits = reader(take(digits.images, rows));
  return accuracy(logits, take(digits.labels, rows)) * double(end - first);
}

}  // namespace

Reader::Reader(Norm norm, Random& random) {
  struct Convolution {
    int64_t in, out, stride;
  };
  for (const auto& [in, out, stride] : {Convolution{1, 16, 2}, {16, 32, 2}, {32, 32, 1}}) {
    add<Conv2d>(in, out, 3, Conv2dOptions{.stride = stride, .padding = 1}, true, random);
    add_norm(*this, norm, out);
    add<ReLU>();
  }
  add<Flatten>().add<Linear>(32 * 2 * 2, 10, true, random);
}

Training train(Norm norm, const Digits& digits, int64_t batch, uint64_t seed, show::Progress bar) {
  Random random(seed, kFirstNumbers), moves(seed, kMoves);
  Training training{std::make_unique<Reader>(norm, random), {}, {}};
  Reader& reader = *training.reader;
  const auto* last = norm == Norm::batch ? dynamic_cast<ChannelNorm*>(&reader[kLastNorm]) : nullptr;
  const double rate = kRate * std::sqrt(double(batch) / 64);
  Adam optimizer(reader.parameters(), {.lr = rate});
  const CosineAnnealingLR schedule(rate, bar.steps());
  Batches batches(digits.size(), batch, seed, Batches::Last::drop);
  while (bar.next()) {
    const Indices rows = batches.next(), labels = take(digits.labels, rows);
    const Tensor pictures = moved_by_chance(take(digits.images, rows), kFarthest, moves);
    const double before = last ? double(last->running_mean.at({0})) : 0;
    const Tensor loss = bar.loss([&] { return cross_entropy(reader(pictures), labels); });
    optimizer.zero_grad();
    loss.backward();
    schedule.apply(optimizer, bar.step());
    optimizer.step();
    if (last) note_means(training, *last, before);
  }
  return training;
}

double accuracy_in(Reader& reader, Mode mode, const Digits& digits, int64_t batch) {
  const NamedTensors shared = reader.state_dict();
  NamedTensors kept;
  for (const auto& [name, numbers] : shared) kept.emplace_back(name, numbers.clone());
  double right = 0;
  {
    const Evaluation evaluation(reader);
    reader.train(mode == Mode::train);
    for (int64_t first = 0; first < digits.size(); first += batch)
      right += right_answers(reader, digits, first, std::min(first + batch, digits.size()));
  }
  reader.load_state_dict(kept);
  return right / double(digits.size());
}

}  // namespace lesson11
